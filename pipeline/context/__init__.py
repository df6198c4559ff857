"""When and where a figure's event is, and who acts or suffers in it: what tells an update from a disagreement.

Everything is read from the words of the figure's sentence first (and of up to two sentences before it in the same
paragraph where it says nothing), so that a wrong parse or none costs little; the parse only adds place names and
agents that no table knows.
"""

from pipeline.context.reading import Context, context_of, with_context

__all__ = ["Context", "context_of", "with_context"]
