"""What a scratch database in a container asks of the library that starts it; no container is started."""

from __future__ import annotations

import importlib
import inspect

import pytest

from migrate.runtime.scratch import CONTAINERS


@pytest.mark.parametrize("title", CONTAINERS)
def test_the_class_of_a_container_takes_its_keywords(title: str) -> None:
    where, image, keywords = CONTAINERS[title]
    module, _, name = where.partition(":")
    made = getattr(importlib.import_module(module), name)
    given = inspect.signature(made).bind(image, **keywords)
    assert set(keywords) <= set(given.arguments), "a keyword would go to Docker instead"
    assert callable(made.get_connection_url)
