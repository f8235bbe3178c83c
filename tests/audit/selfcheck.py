#!/usr/bin/env python3
"""Compare what gen/sign.py makes with what ssh-keygen makes and says.

usage: selfcheck.py DIR
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from gen.sign import Key, spoilt    # noqa: E402


def ssh_keygen(message, *args):
    return subprocess.run(("ssh-keygen",) + args, input=message,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def write(path, text):
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(text)


def check(where, name, message):
    key = Key(name)
    path, signers, signature = (os.path.join(where, "selfcheck" + end)
                                for end in ("", ".signers", ".sig"))
    write(path, key.private_file())
    write(signers, "%s %s\n" % (name, key.line))
    made = key.sign(message, "proven-approval")
    same = ssh_keygen(message, "-Y", "sign", "-q", "-n", "proven-approval",
                      "-f", path).stdout.decode()
    assert made == same, "ssh-keygen signs %s otherwise" % name
    for armour, good in ((made, True), (spoilt(made), False)):
        write(signature, armour)
        code = ssh_keygen(message, "-Y", "verify", "-n", "proven-approval",
                          "-f", signers, "-I", name,
                          "-s", signature).returncode
        assert (code == 0) == good, "ssh-keygen says %d of %s" % (code, name)


def main():
    for i in range(8):
        check(sys.argv[1], "key-%d" % i, b"message %d\n" % i * i)


if __name__ == "__main__":
    main()
