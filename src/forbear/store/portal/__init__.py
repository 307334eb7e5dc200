"""The portal on the database: codes and sessions of people, what they wrote, what there is about them."""

from forbear.store.portal.codes import CodeRecord
from forbear.store.portal.sessions import end_session, end_sessions, find_session, start_session

__all__ = ["CodeRecord", "end_session", "end_sessions", "find_session", "start_session"]
