"""The sample application: a shop for books."""
