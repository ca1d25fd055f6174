"""Pictures: pure functions from frames of observations to Plotly figures as plain dicts."""
