"""Reading what a message or a call transcript *does*, in Chinese and English: see `read_text`."""

from forbear.review.texts.reading import read_text

__all__ = ["read_text"]
