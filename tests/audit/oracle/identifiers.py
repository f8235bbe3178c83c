"""Identifiers that must be well-formed, and numbers of people that must
not be kept."""

import re

BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'
USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY'
DOI = re.compile(r'10\.[0-9]+(\.[0-9]+)*/\S+\Z')


def orcid(text):
    """ISO 7064 MOD 11-2."""
    if not re.match(r'([0-9]{4}-){3}[0-9]{3}[0-9X]\Z', text):
        return False
    total = 0
    for digit in text.replace('-', '')[:15]:
        total = (total + int(digit)) * 2 % 11
    check = (12 - total) % 11
    return text[-1] == ('X' if check == 10 else str(check))


def ror(text):
    """ISO 7064 MOD 97-10 over seven digits of base 32."""
    if not re.match(r'0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}\Z', text):
        return False
    value = 0
    for char in text[:7]:
        value = value * 32 + BASE32.index(char)
    return int(text[7:]) == 98 - value * 100 % 97


def uscc(text):
    """GB 32100-2015."""
    if len(text) != 18 or any(char not in USCC for char in text):
        return False
    total = sum(USCC.index(char) * pow(3, i, 31)
                for i, char in enumerate(text[:17]))
    return text[17] == USCC[(31 - total % 31) % 31]


def doi(text):
    """A prefix of a registrant, a slash, and what that one chose."""
    return bool(DOI.match(text))


def raid(text):
    """ISO 23527, with its host."""
    host = 'https://raid.org/'
    return text.startswith(host) and doi(text[len(host):])


TESTS = {'orcid': orcid, 'ror': ror, 'uscc': uscc, 'doi': doi, 'raid': raid}

LONG = re.compile(r'(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx]'
                  r'(?![0-9A-Za-z])')
OLD = re.compile(r'(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){14}(?![0-9A-Za-z])')
PHONE = re.compile(r'(?<![0-9A-Za-z])(?:\+86[ -]?)?'
                   r'1[3-9][0-9](?:[ -]?[0-9]){8}'
                   r'(?![0-9A-Za-z])')
WIDE = {0xff10 + digit: ord('0') + digit for digit in range(10)}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _day(month, day):
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def personal(text, phones):
    """Whether TEXT holds a personal identity number or, where PHONES are
    looked for, a mobile phone number."""
    text = text.translate(WIDE)
    numbers = [[re.sub('[ -]', '', match) for match in pattern.findall(text)]
               for pattern in (LONG, OLD)]
    for match in numbers[0]:
        total = sum(int(d) * w for d, w in zip(match, WEIGHTS))
        if '10X98765432'[total % 11] == match[17].upper() and \
                _day(match[10:12], match[12:14]):
            return True
    if any(_day(m[8:10], m[10:12]) for m in numbers[1]):
        return True
    return bool(phones and PHONE.search(text))
