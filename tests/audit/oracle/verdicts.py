"""Verdicts of criteria, from exact decimal numbers (proven-project(5))."""

import decimal

from . import fields

EXACT = decimal.Context(prec=400, Emax=decimal.MAX_EMAX,
                        Emin=decimal.MIN_EMIN)


class Fault(Exception):
    """A criterion that cannot be judged; names the member at fault."""


def number(text):
    """TEXT as an exact decimal number, or None."""
    if not isinstance(text, str) or len(text) > 100 or \
            not fields.DECIMAL.match(text):
        return None
    try:
        return EXACT.create_decimal(text)
    except decimal.DecimalException:
        return None


def _slack(comparator, value, target, high):
    over = EXACT.subtract(value, target)
    under = EXACT.subtract(target, value)
    if comparator in ('>=', '>'):
        return over
    if comparator in ('<=', '<'):
        return under
    if comparator == '==':
        return min(over, under)
    if comparator == 'between':
        return min(over, EXACT.subtract(high, value))
    return max(under, EXACT.subtract(value, high))


def _guarded(slack, width, strict):
    if slack >= width:
        return 'pass'
    if slack > 0 or (slack == 0 and not strict):
        return 'conditional_pass'
    if slack >= -width:
        return 'conditional_fail'
    return 'fail'


def _width(criterion, measured):
    guard = criterion.get('guard')
    member = 'guard'
    if guard is None:
        guard, member = measured.get('uncertainty'), 'measured.uncertainty'
    width = number(guard)
    if width is None or width <= 0:
        raise Fault(member)
    return width


def _numeric(criterion, measured, comparator):
    value = number(measured.get('value'))
    target = number(criterion.get('target'))
    high = None
    if value is None:
        raise Fault('measured.value')
    if target is None:
        raise Fault('target')
    if comparator in ('between', 'outside'):
        high = number(criterion.get('target_high'))
        if high is None:
            raise Fault('target_high')
    slack = _slack(comparator, value, target, high)
    strict = comparator in ('>', '<', 'outside')
    if criterion.get('rule') == 'guard_band':
        return _guarded(slack, _width(criterion, measured), strict)
    if slack > 0 or (slack == 0 and not strict):
        return 'pass'
    return 'fail'


def _consistent(criterion, measured):
    """What is wrong whether or not there is a value."""
    comparator = criterion.get('comparator')
    if criterion.get('rule') == 'guard_band':
        if comparator in ('==', 'present'):
            raise Fault('rule')
    guard = number(criterion.get('guard'))
    if guard is not None and guard <= 0:
        raise Fault('guard')
    low, high = (number(criterion.get(name))
                 for name in ('target', 'target_high'))
    if comparator in ('between', 'outside') and low is not None and \
            high is not None and high < low:
        raise Fault('target_high')
    uncertainty = number(measured.get('uncertainty'))
    if uncertainty is not None and uncertainty < 0:
        raise Fault('measured.uncertainty')


def verdict(criterion):
    """The verdict of CRITERION; Fault where there can be none."""
    measured = criterion.get('measured')
    measured = measured if isinstance(measured, dict) else {}
    _consistent(criterion, measured)
    waiver = criterion.get('waiver')
    if isinstance(waiver, dict):
        if not waiver.get('reason'):
            raise Fault('waiver.reason')
        if waiver.get('kind') not in ('waived', 'not_applicable'):
            raise Fault('waiver.kind')
        return waiver['kind']
    value = measured.get('value')
    if value is None:
        return 'pending'
    comparator = criterion.get('comparator')
    if comparator is None:
        raise Fault('comparator')
    if comparator == 'present':
        if value not in ('yes', 'no'):
            raise Fault('measured.value')
        return 'pass' if value == 'yes' else 'fail'
    return _numeric(criterion, measured, comparator)


def judged(criterion):
    """The verdict of CRITERION, 'pending' where it cannot be judged."""
    try:
        return verdict(criterion)
    except Fault:
        return 'pending'
