"""Who says so: attributes every figure of a Hindi or Gujarati article to its source."""

from pipeline.attribution.component import AttributionComponent, create_component
from pipeline.attribution.engine import attribute
from pipeline.attribution.explain import Explanation, explain
from pipeline.attribution.keys import key_of
from pipeline.attribution.romanise import romanise

__all__ = [
    "AttributionComponent",
    "Explanation",
    "attribute",
    "create_component",
    "explain",
    "key_of",
    "romanise",
]
