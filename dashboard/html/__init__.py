"""Components to HTML: the only place that touches Dash's private names."""
