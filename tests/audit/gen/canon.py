"""Records as text: the canonical form, RFC 8785, digests."""

import hashlib
import json


class Map:
    """An object by key, in order of the keys' bytes."""

    def __init__(self, item=None):
        self.item = item


def fields(text, **inner):
    return {name: inner.get(name) for name in text.split()}


_PERSON = "person name email orcid partner"
_READING = fields("level date by evidence")
_DEFINITION = ("track must claim metric comparator target target_high unit "
               "rule guard method tester")
_READINESS = dict(scale=None, baseline=_READING, current=_READING,
                  target=_READING,
                  waiver=fields("reason by at"),
                  other=fields("crl brl iprl tmrl frl mrl"))
_CRITERION = fields(
    _DEFINITION + " measured waiver verdict",
    measured=fields("value uncertainty k n date by evidence"),
    waiver=fields("kind reason by at"))

ENTRY = fields(
    "seq transition from to at by code reason approvals evidence record "
    "frozen freeze prev date source override recorded resolves signature",
    approvals=Map(), evidence=Map(), recorded=fields("source line"))

RECORD = fields(
    "format id code raid title translations stage summary tags call start "
    "end direction field industry lead team partners consortium ethics "
    "facilities origin concept readiness criteria evidence milestones "
    "budget ip risks outcomes proposed hold closure notes custom history",
    translations=Map(fields("title summary")),
    lead=fields(_PERSON),
    team=Map(fields(_PERSON + " role leader contact from to")),
    partners=Map(fields("name kind role uscc ror country from to")),
    facilities=Map(fields("name planned_h used_h from to")),
    origin=Map(fields("kind doi patent grant title year")),
    concept=fields("hypothesis application alternatives verdict"),
    readiness=_READINESS,
    criteria=Map(_CRITERION),
    evidence=Map(fields("kind title path url doi sha256 bytes added by")),
    milestones=Map(fields("title due baseline_due done go_no_go")),
    risks=Map(fields("title category likelihood impact owner response "
                     "status review_by")),
    proposed=dict(lead=fields(_PERSON),
                  readiness=fields("scale baseline target",
                                   baseline=_READING, target=_READING),
                  criteria=Map(fields(_DEFINITION))),
    hold=fields("from code since review_by"),
    closure=fields("result code lessons keep_until"),
    notes=Map(fields("at by text")),
    history=[ENTRY])

APPROVAL = fields("format project seq transition by role decision coi at "
                  "note record gate signature")


def ordered(node, spec):
    """NODE with the members of its objects in canonical order."""
    if isinstance(node, list) and isinstance(spec, list):
        return [ordered(item, spec[0]) for item in node]
    if not isinstance(node, dict) or spec is None:
        return node
    if isinstance(spec, Map):
        return {key: ordered(node[key], spec.item)
                for key in sorted(node, key=lambda k: k.encode())}
    known = [key for key in spec if key in node]
    rest = [key for key in node if key not in spec]
    return {key: ordered(node[key], spec.get(key)) for key in known + rest}


def scalar(value):
    return json.dumps(value, ensure_ascii=False)


def _write(node, indent, out):
    if isinstance(node, dict) and node:
        out.append("{\n")
        inner = indent + "  "
        for i, (key, value) in enumerate(node.items()):
            if i:
                out.append(",\n" if indent else ",\n\n")
            out.append(inner + scalar(key) + ": ")
            _write(value, inner, out)
        out.append("\n" + indent + "}")
    elif isinstance(node, list) and node:
        out.append("[\n")
        inner = indent + "  "
        for i, value in enumerate(node):
            if i:
                out.append(",\n")
            out.append(inner)
            _write(value, inner, out)
        out.append("\n" + indent + "]")
    else:
        out.append(scalar(node))


def text(node):
    out = []
    _write(node, "", out)
    out.append("\n")
    return "".join(out)


def record_text(record):
    return text(ordered(record, RECORD))


def jcs(node):
    """RFC 8785; all keys here are ASCII, all numbers whole."""
    return json.dumps(node, ensure_ascii=False, sort_keys=True,
                      separators=(",", ":")).encode()


def digest(node):
    return "sha256:" + hashlib.sha256(jcs(node)).hexdigest()


def record_digest(record):
    return digest({key: value for key, value in record.items()
                   if key not in ("stage", "hold", "history")})


_LOOSE = {"criteria": ("measured", "verdict", "waiver"),
          "readiness": ("current", "waiver", "other")}
PARTS = ("criteria", "readiness", "lead")


def _frozen_part(record, part):
    value = record[part]
    if part == "criteria":
        return {key: {k: v for k, v in item.items()
                      if k not in _LOOSE["criteria"]}
                for key, item in value.items()}
    return {k: v for k, v in value.items() if k not in _LOOSE.get(part, ())}


def frozen_digest(record, parts):
    return digest({part: _frozen_part(record, part) for part in parts
                   if part in record})


def frozen_parts(record):
    """What is frozen now: what the last entry with `frozen` says."""
    parts = []
    for entry in record["history"]:
        if "frozen" in entry:
            parts = entry["freeze"]
    return parts


def merge_patch(target, patch):
    """RFC 7396; gives a new value."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result
