"""The documented home of `EnvironmentContext`."""

from .runtime.environment import EnvironmentContext

__all__ = ["EnvironmentContext"]
