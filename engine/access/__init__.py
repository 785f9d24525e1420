"""Who may do what with which records and fields: pure policy, answers that carry their reason."""

from engine.access.actor import Actor
from engine.access.decision import Decision, Granted, Reason
from engine.access.policy import decide, may_edit_app, may_see_dashboard

__all__ = ["Actor", "Decision", "Granted", "Reason", "decide", "may_edit_app", "may_see_dashboard"]
