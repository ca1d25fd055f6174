"""The web application: server, files, security, kept answers."""
