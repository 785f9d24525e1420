"""The one door to data: every read and write of records, with permission, checks, history and events in one place."""

from engine.records.aggregating import aggregate
from engine.records.bulk import create_many, update_many
from engine.records.check import check, defaults
from engine.records.choosing import Asking, picker, read_by
from engine.records.context import AppHasChanged, AppSource, RecordContext
from engine.records.create import create
from engine.records.delete import delete
from engine.records.exporting import export_rows
from engine.records.finding import find_by_key, titles
from engine.records.history import history
from engine.records.listing import count, get, get_json, page, page_json
from engine.records.pressing import press
from engine.records.printing import Printed, print_record
from engine.records.rereading import reread
from engine.records.restore import restore
from engine.records.results import Bulk, Checked, FieldState, Page, PageQuery, Saved, Undone
from engine.records.screen_logic import deciding, screen_logic
from engine.records.searching import search
from engine.records.staleness import stale_fields
from engine.records.trying import Use, try_expression
from engine.records.undo import undo
from engine.records.update import evaluation, update, values_of
from engine.records.vocabulary import vocabulary
from engine.records.why import why

__all__ = [
    "AppHasChanged",
    "AppSource",
    "Asking",
    "Bulk",
    "Checked",
    "FieldState",
    "Page",
    "PageQuery",
    "Printed",
    "RecordContext",
    "Saved",
    "Undone",
    "Use",
    "aggregate",
    "check",
    "count",
    "create",
    "create_many",
    "deciding",
    "defaults",
    "delete",
    "evaluation",
    "export_rows",
    "find_by_key",
    "get",
    "get_json",
    "history",
    "page",
    "page_json",
    "picker",
    "press",
    "print_record",
    "read_by",
    "reread",
    "restore",
    "screen_logic",
    "search",
    "stale_fields",
    "titles",
    "try_expression",
    "undo",
    "update",
    "update_many",
    "values_of",
    "vocabulary",
    "why",
]
