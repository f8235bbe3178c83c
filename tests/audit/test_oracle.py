"""Pieces of the oracle that have published vectors, or an answer that a
few lines of paper show: python3 -m unittest tests/audit/test_oracle.py"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from oracle import (dag, identifiers, jsonio, merges, snapshot,  # noqa: E402
                    verdicts, workflow)


class Json(unittest.TestCase):
    """RFC 8785, RFC 7493."""

    def test_sorting(self):
        """RFC 8785, 3.2.3: by UTF-16 code units."""
        value = {'\u20ac': 'Euro Sign', '\r': 'Carriage Return',
                 '\ufb33': 'Hebrew Letter Dalet With Dagesh',
                 '1': 'One', '\U0001f600': 'Emoji: Grinning Face',
                 '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With '
                 'Diaeresis'}
        got = [pair.split(':')[0] for pair in
               jsonio.jcs({key: 0 for key in value}).decode()[1:-1]
               .split(',')]
        self.assertEqual(got, ['"\\r"', '"1"', '"\u0080"', '"\u00f6"',
                               '"\u20ac"', '"\U0001f600"', '"\ufb33"'])

    def test_strings(self):
        """RFC 8785, 3.2.2: the string of the sample object."""
        data = br'"\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/"'
        self.assertEqual(jsonio.jcs(jsonio.parse(data)).decode(),
                         '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"')

    def test_literals(self):
        """RFC 8785: no blanks, members in order, lists as they stand."""
        data = b'{"literals": [null, true, false], "a": {"c": 1, "b": -2}}'
        self.assertEqual(jsonio.jcs(jsonio.parse(data)),
                         b'{"a":{"b":-2,"c":1},'
                         b'"literals":[null,true,false]}')

    def test_refused(self):
        """What is JSON to many readers and not I-JSON."""
        for data in (b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'"\\ud800"',
                     b'"\\u0000"', b'"\xff"', b'01', b'-0', b'1.0', b'1e3',
                     b'9007199254740992', b'NaN', b'[1,]', b'"a\tb"', b'1 2',
                     b'\xef\xbb\xbf1', b'"\xed\xa0\x80"', b'',
                     b'[' * 65 + b']' * 65, b'\x0b1'):
            with self.subTest(data=data), self.assertRaises(jsonio.Bad):
                jsonio.parse(data)

    def test_taken(self):
        """The bounds of what is taken."""
        for data in (b'9007199254740991', b'-9007199254740991', b' 0\n',
                     b'"\\ud83d\\ude00"', b'[' * 64 + b']' * 64):
            with self.subTest(data=data):
                jsonio.parse(data)


def graph(text):
    """Parents by commit, from 'c:a,b' words."""
    parents = {}
    for word in text.split():
        commit, _, rest = word.partition(':')
        parents[commit] = [p for p in rest.split(',') if p]
    return parents


class Graph(unittest.TestCase):
    """Order and merge bases."""

    def bases(self, text, one, other):
        """The bases in the graph TEXT, whose last word is the tip."""
        parents = graph(text)
        made = dag.Dag(text.split()[-1].partition(':')[0], parents.get)
        return sorted(made.bases(one, other, set(made.order)))

    def test_order(self):
        """First parents first, parents before children."""
        parents = graph('a b:a c:a d:b,c e:d,f f')
        self.assertEqual(dag.Dag('e', parents.get).order,
                         ['a', 'b', 'c', 'd', 'f', 'e'])

    def test_bases(self):
        """git-merge-base(1): one, several, none, one of the two."""
        self.assertEqual(self.bases('o a:o b:o m:a,b', 'a', 'b'), ['o'])
        cross = 'o 1:o 2:o a:1,2 b:2,1 m:a,b'
        self.assertEqual(self.bases(cross, 'a', 'b'), ['1', '2'])
        self.assertEqual(self.bases('o a:o b:a m:b,a', 'b', 'a'), ['a'])
        self.assertEqual(self.bases('a b m:a,b', 'a', 'b'), [])
        old = 'o p:o q:p a:q,p b:p m:a,b'
        self.assertEqual(self.bases(old, 'a', 'b'), ['p'])


class Rules(unittest.TestCase):
    """Small rules that are easy to get wrong."""

    def test_identifiers(self):
        """Check digits."""
        for good in ('0000-0002-1825-0097', '0000-0002-1694-233X'):
            self.assertTrue(identifiers.orcid(good))
        self.assertFalse(identifiers.orcid('0000-0002-1825-0098'))
        for good in ('03yrm5c26', '01k4yrm29', '00pjdza24', '038sjwq14'):
            self.assertTrue(identifiers.ror(good))
        self.assertFalse(identifiers.ror('01k4yrm30'))
        for good in ('91110116MA00002850', '91350100M000100Y43',
                     '12100000400000624D', '914403001922038216'):
            self.assertTrue(identifiers.uscc(good))
        self.assertFalse(identifiers.uscc('91350100M000100Y4Z'))
        self.assertTrue(identifiers.doi('10.25.10.1234/a1b2c'))

    def test_verdicts(self):
        """The table of proven-project(5), at its bounds."""
        def band(value, comparator='<=', rule='guard_band'):
            return verdicts.verdict({
                'comparator': comparator, 'target': '50', 'rule': rule,
                'measured': {'value': value, 'uncertainty': '4'}})
        self.assertEqual([band(value) for value in
                          ('46', '46.1', '50', '54', '54.01')],
                         ['pass', 'conditional_pass', 'conditional_pass',
                          'conditional_fail', 'fail'])
        self.assertEqual(band('50', '<'), 'conditional_fail')
        self.assertEqual(band('50', '<', 'simple'), 'fail')
        self.assertEqual(band('50', '<=', 'simple'), 'pass')
        self.assertEqual(verdicts.verdict({
            'comparator': '>=', 'target': '0.2',
            'measured': {'value': '0.20'}}), 'pass')

    def test_places(self):
        """Where records lie."""
        self.assertEqual(snapshot.record_id('chip.json'), ('chip', 0))
        self.assertEqual(snapshot.record_id('p/i/chip.json'), ('chip', 2))
        self.assertEqual(snapshot.record_id('i/p/chip.json'), ('chip', None))
        self.assertEqual(snapshot.record_id('x/_/x.json'), ('x', 2))
        self.assertEqual(snapshot.record_id('Chip.json'), ('', None))
        self.assertEqual(snapshot.split('p/i/chip/F'), ('chip', 'F'))
        self.assertEqual(snapshot.split('chip/F'), ('chip', 'F'))

    def test_merges(self):
        """Member by member."""
        base = {'a': 1, 'b': {'c': 1, 'd': 1}, 'l': [1, 2]}
        one = {'a': 2, 'b': {'c': 1, 'd': 2}, 'l': [1, 2, 3]}
        other = {'a': 1, 'b': {'c': 3, 'd': 1}, 'l': [2, 4]}
        good = {'a': 2, 'b': {'c': 3, 'd': 2}, 'l': [2, 3, 4]}
        self.assertTrue(merges.merged(good, one, other, [base]))
        for bad in (dict(good, a=1), dict(good, b={'c': 3}),
                    dict(good, l=[3, 4]), dict(good, l=[2, 5]),
                    dict(good, x=1)):
            self.assertFalse(merges.merged(bad, one, other, [base]))

    def test_previous(self):
        """Going back twice goes back two stages, and a loop is cut."""
        flow = workflow.Workflow.__new__(workflow.Workflow)
        flow.stages = {'a': 'active', 'b': 'active', 'c': 'active',
                       'p': 'paused'}

        def back(way):
            return flow.previous([{'to': stage} for stage in way])
        self.assertEqual([back(way) for way in
                          ('abc', 'abcb', 'abcpc', 'abp', 'abcc', 'a',
                           'abca')],
                         ['b', 'a', 'b', 'b', 'b', None, None])


if __name__ == '__main__':
    unittest.main()
