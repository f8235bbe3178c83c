"""A slow, plain model of the audit, written from the documents alone.

It shares no code with the program: commits, trees, JSON, digests, merge
bases and gates are read and judged here once more.  `git cat-file --batch`
hands out the bytes of objects and `ssh-keygen` says whether a signature
fits; everything else is Python's standard library.
"""
