"""I-JSON (RFC 7493) in, RFC 8785 and the canonical form of records out."""

import hashlib
import json
import re

LIMIT = 1 << 20
DEPTH = 64
NUMBER = re.compile(r'-?(0|[1-9][0-9]*)\Z')


class Bad(ValueError):
    """The text is not I-JSON."""


def _integer(text):
    if not NUMBER.match(text) or text == '-0':
        raise Bad('number ' + text)
    value = int(text)
    if abs(value) >= 1 << 53:
        raise Bad('number too large')
    return value


def _fraction(text):
    raise Bad('a fraction or exponent: ' + text)


def _members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Bad('duplicate key')
    return members


DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_int=_integer,
                           parse_float=_fraction, parse_constant=_fraction)


def _string(text):
    if '\0' in text or any('\ud800' <= c <= '\udfff' for c in text):
        raise Bad('a character that cannot stand in a string')


def _walk(value, depth):
    """Refuse what Python's reader lets through."""
    if isinstance(value, str):
        _string(value)
    elif isinstance(value, dict):
        if depth >= DEPTH:
            raise Bad('nested too deep')
        for key, member in value.items():
            _string(key)
            _walk(member, depth + 1)
    elif isinstance(value, list):
        if depth >= DEPTH:
            raise Bad('nested too deep')
        for item in value:
            _walk(item, depth + 1)


def parse(data):
    """The value that DATA, bytes, holds; Bad where it is not I-JSON."""
    try:
        text = data.decode('utf-8')
        blank = re.compile(r'[ \t\n\r]*')
        begin = blank.match(text).end()
        value, end = DECODER.raw_decode(text, begin)
        if blank.match(text, end).end() != len(text):
            raise Bad('text after the end')
        _walk(value, 0)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Bad(str(error)) from error
    return value


def _sorted(value):
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in
                sorted(value, key=lambda k: k.encode('utf-16-be'))}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value


def jcs(value):
    """VALUE as RFC 8785 writes it, in bytes; it has whole numbers only."""
    return json.dumps(_sorted(value), ensure_ascii=False,
                      separators=(',', ':')).encode('utf-8')


def digest(value):
    """'sha256:' and the digest of VALUE in the form of RFC 8785."""
    return 'sha256:' + hashlib.sha256(jcs(value)).hexdigest()


def without(obj, *keys):
    """OBJ less the members KEYS."""
    return {key: member for key, member in obj.items() if key not in keys}


def _scalar(value):
    return json.dumps(value, ensure_ascii=False)


def _ordered(obj, shape):
    """The keys of OBJ in the order of the canonical form."""
    if shape is None:
        return list(obj)
    if shape.is_map:
        return sorted(obj, key=lambda k: k.encode('utf-8'))
    known = [key for key in shape.members if key in obj]
    return known + [key for key in obj if key not in shape.members]


def _inner(obj, shape, key):
    """The shape of the member KEY of OBJ, whose shape is SHAPE."""
    if shape is None:
        return None
    return shape.item if shape.is_map else shape.members.get(key)


def _write(value, shape, indent, out):
    inside = ' ' * (indent + 2)
    if isinstance(value, dict) and value:
        out.append('{\n')
        for i, key in enumerate(_ordered(value, shape)):
            out.append((',\n' if i else '') + inside + _scalar(key) + ': ')
            _write(value[key], _inner(value, shape, key), indent + 2, out)
        out.append('\n' + ' ' * indent + '}')
    elif isinstance(value, list) and value:
        out.append('[\n')
        for i, item in enumerate(value):
            out.append((',\n' if i else '') + inside)
            _write(item, shape.item if shape else None, indent + 2, out)
        out.append('\n' + ' ' * indent + ']')
    else:
        out.append(_scalar(value))


def canonical(record, shape):
    """RECORD in canonical form, in bytes."""
    if not record:
        return b'{}\n'
    out = ['{\n']
    for i, key in enumerate(_ordered(record, shape)):
        out.append((',\n\n' if i else '') + '  ' + _scalar(key) + ': ')
        _write(record[key], _inner(record, shape, key), 2, out)
    out.append('\n}\n')
    return ''.join(out).encode('utf-8')
