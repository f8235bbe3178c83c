"""Records as people and their editors write them."""

import json


def no_newline(record, text):
    return text.rstrip("\n")


def crlf(record, text):
    return text.replace("\n", "\r\n")


def other_order(record, text):
    """Another order of keys, as a script leaves it."""
    keys = sorted(record)
    return json.dumps({key: record[key] for key in keys},
                      ensure_ascii=False, indent=2) + "\n"


def four_blanks(record, text):
    return json.dumps(record, ensure_ascii=False, indent=4) + "\n"


def one_line(record, text):
    return json.dumps(record, ensure_ascii=True) + "\n"


def blanks_at_ends(record, text):
    return text.replace(",\n", ", \n", 3)


WAYS = (no_newline, crlf, other_order, four_blanks, one_line,
        blanks_at_ends)
