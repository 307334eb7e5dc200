"""What the interface for programs takes and answers, as OpenAPI tells it.

A test (`tests/web/test_interface.py`) holds the service to every word of it.
"""

from forbear.web.interface.document import describe

__all__ = ["describe"]
