"""Git objects, made here and written as one pack; and git itself, run."""

import hashlib
import os
import shutil
import struct
import subprocess
import zlib

TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}
DIR, FILE, EXEC, LINK, SUBMODULE = (
    "40000", "100644", "100755", "120000", "160000")


def environment(home):
    env = {key: value for key, value in os.environ.items()
           if not key.startswith(("GIT_", "LC_"))}
    env.update(HOME=home, GIT_CONFIG_GLOBAL="/dev/null",
               GIT_CONFIG_NOSYSTEM="1", LC_ALL="C.UTF-8", TZ="UTC",
               GIT_TERMINAL_PROMPT="0", GIT_MERGE_AUTOEDIT="no")
    return env


def pack_header(kind, size):
    first = TYPES[kind] << 4 | size & 15
    size >>= 4
    out = bytearray()
    while size:
        out.append(first | 128)
        first, size = size & 127, size >> 7
    out.append(first)
    return bytes(out)


def entry_key(name, mode):
    return name + b"/" if mode == DIR else name


class Odb:
    def __init__(self, path):
        self.path = path
        self.git_dir = os.path.join(path, ".git")
        self.objects = {}   # id: (type, data)
        self.flushed = set()
        self.env = environment(path)

    def init(self):
        shutil.rmtree(self.path, ignore_errors=True)
        self.git("init", "-q", "-b", "main", self.path, where="/")

    def git(self, *args, where=None, env=None, data=None):
        """Its output; ends the program where git fails."""
        return subprocess.run(
            ("git",) + args, cwd=where or self.path, check=True, input=data,
            env={**self.env, **(env or {})}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE).stdout

    def tries(self, *args, where, env):
        """Whether git did it."""
        return subprocess.run(
            ("git",) + args, cwd=where, env={**self.env, **env},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode == 0

    # ---- Making objects ----

    def put(self, kind, data):
        head = b"%s %d\0" % (kind.encode(), len(data))
        oid = hashlib.sha1(head + data).hexdigest()
        self.objects[oid] = (kind, data)
        return oid

    def blob(self, data):
        if isinstance(data, str):
            data = data.encode()
        return self.put("blob", data)

    def data(self, oid):
        return self.objects[oid][1]

    def raw_tree(self, entries):
        """ENTRIES (mode, name, id) as they stand."""
        return self.put("tree", b"".join(
            b"%s %s\0" % (mode.encode(), name) + bytes.fromhex(oid)
            for mode, name, oid in entries))

    def tree(self, files, edit=None, prefix=""):
        """FILES, {path: (mode, id)}, as a tree.  EDIT may change the list
        of entries of the folder that it names: (folder, function)."""
        entries, folders = [], {}
        for path, (mode, oid) in files.items():
            name, slash, rest = path.partition("/")
            if slash:
                folders.setdefault(name, {})[rest] = (mode, oid)
            else:
                entries.append((mode, name.encode(), oid))
        for name, inner in folders.items():
            entries.append((DIR, name.encode(),
                            self.tree(inner, edit, prefix + name + "/")))
        entries.sort(key=lambda e: entry_key(e[1], e[0]))
        if edit and edit[0] == prefix:
            entries = edit[1](self, entries)
        return self.raw_tree(entries)

    # ---- To and from the repository ----

    def reachable(self, tips):
        seen, todo = set(), list(tips)
        while todo:
            oid = todo.pop()
            if oid in seen or oid not in self.objects:
                continue
            seen.add(oid)
            kind, data = self.objects[oid]
            if kind == "commit":
                todo += [line[-40:].decode()
                         for line in data.split(b"\n\n", 1)[0].split(b"\n")
                         if line.startswith((b"tree ", b"parent "))]
            elif kind == "tree":
                todo += [entry[2] for entry in self.read_tree(oid)]
        return seen

    def write_pack(self, oids):
        body = [b"PACK" + struct.pack(">II", 2, len(oids))]
        for oid in sorted(oids):
            kind, data = self.objects[oid]
            body.append(pack_header(kind, len(data)))
            body.append(zlib.compress(data, 1))
        pack = b"".join(body)
        pack += hashlib.sha1(pack).digest()
        self.git("index-pack", "--stdin", data=pack)

    def flush(self):
        """Let git have what there is."""
        new = set(self.objects) - self.flushed
        if new:
            self.write_pack(new)
            self.flushed |= new

    def rewrite(self, tips):
        """Nothing but what TIPS need, in one pack."""
        objects = os.path.join(self.git_dir, "objects")
        shutil.rmtree(objects)
        os.makedirs(os.path.join(objects, "pack"))
        os.makedirs(os.path.join(objects, "info"))
        self.write_pack(self.reachable(tips))

    def read_tree(self, oid):
        data, at, entries = self.objects[oid][1], 0, []
        while at < len(data):
            zero = data.index(b"\0", at)
            mode, name = data[at:zero].split(b" ", 1)
            entries.append((mode.decode(), name,
                            data[zero + 1:zero + 21].hex()))
            at = zero + 21
        return entries

    def read_files(self, oid, prefix=""):
        files = {}
        for mode, name, child in self.read_tree(oid):
            path = prefix + name.decode()
            if mode == DIR:
                files.update(self.read_files(child, path + "/"))
            else:
                files[path] = (mode, child)
        return files

    def fetch_back(self, tip):
        """Read the commit TIP, which git made, and all that is new."""
        with subprocess.Popen(("git", "cat-file", "--batch"), cwd=self.path,
                              env=self.env, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as reader:
            todo = [tip]
            while todo:
                oid = todo.pop()
                if oid in self.objects:
                    continue
                self._ask(reader, oid)
                kind, data = self.objects[oid]
                if kind == "commit":
                    todo += [line[-40:].decode() for line in
                             data.split(b"\n\n", 1)[0].split(b"\n")
                             if line.startswith((b"tree ", b"parent "))]
                elif kind == "tree":
                    todo += [entry[2] for entry in self.read_tree(oid)]
            reader.stdin.close()

    def _ask(self, reader, oid):
        reader.stdin.write(oid.encode() + b"\n")
        reader.stdin.flush()
        _, kind, size = reader.stdout.readline().split()
        data = reader.stdout.read(int(size))
        reader.stdout.read(1)
        self.objects[oid] = (kind.decode(), data)
        self.flushed.add(oid)


# ---- Commits ----

class Person:
    """A name and an address in a commit."""

    def __init__(self, name, email):
        self.name, self.email = name, email

    def line(self, time):
        return "%s <%s> %d +0000" % (self.name, self.email, time)


def commit_text(tree, parents, author, committer, message):
    """AUTHOR and COMMITTER are (Person, time)."""
    lines = ["tree " + tree]
    lines += ["parent " + parent for parent in parents]
    lines.append("author " + author[0].line(author[1]))
    lines.append("committer " + committer[0].line(committer[1]))
    return ("\n".join(lines) + "\n\n" + message + "\n").encode()


def with_signature(text, armour, header=b"gpgsig"):
    head, body = text.split(b"\n\n", 1)
    folded = armour.rstrip("\n").replace("\n", "\n ").encode()
    return head + b"\n" + header + b" " + folded + b"\n\n" + body
