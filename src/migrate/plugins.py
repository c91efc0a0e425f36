"""The documented home of `Plugin`."""

from .runtime.plugins import Plugin

__all__ = ["Plugin"]
