"""The documented home of writing directives as Python; the work is done in `migrate.renderers`."""

from ..renderers.registry import registry as renderers
from .api import render_op_text, render_python_code

__all__ = ["render_op_text", "render_python_code", "renderers"]
