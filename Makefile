# proven: build, test, install.  Everything is built below $(B).

VERSION = 0.1
PREFIX = /usr/local
DESTDIR =
B = build
JOBS := $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS = 30
BENCH =

ifeq ($(origin CC),default)
CC = gcc
endif
PKG_CONFIG = pkg-config
LIBS = libgit2 libcjson smartcols libutf8proc libcrypto sqlite3 zlib libdeflate \
	libsodium
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBS) 2>/dev/null)
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(LIBS) 2>/dev/null) -lcsv -pthread

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wpointer-arith \
	-Wwrite-strings -Wvla -Wformat=2 -Wundef -fno-common
ifeq ($(WERROR),1)
WARN += -Werror
endif
CFLAGS = -O3 -g
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong
EXTRA =
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -I. $(PKG_CFLAGS) $(WARN) -fPIE \
	-pthread $(HARDEN) $(CFLAGS) $(EXTRA) $(CPPFLAGS)
LINK = $(CC) -pie -Wl,-z,relro,-z,now $(CFLAGS) $(EXTRA) $(LDFLAGS)

# "0.1", in a work tree with what git describe says: "0.1-3f2a1c9-dirty".
DESCRIBED := $(shell test -e .git && \
	git describe --always --dirty 2>/dev/null)
FULL_VERSION := $(VERSION)$(if $(DESCRIBED),-$(DESCRIBED))

core_o := $(patsubst %.c,$(B)/obj/%.o,$(wildcard core/*/*.c))
main_o := $(B)/obj/cmd/main.o
cmd_o := $(filter-out $(main_o),$(patsubst %.c,$(B)/obj/%.o, \
	$(wildcard cmd/*.c cmd/*/*.c)))
unit := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
fuzz := $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
bench_tools := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*.c))
tools := $(patsubst %.c,$(B)/%,$(wildcard tests/tools/*.c))
cli := $(wildcard tests/cli/t*.t)
mo := $(patsubst cmd/po/%.po,$(B)/locale/%/LC_MESSAGES/proven.mo, \
	$(wildcard cmd/po/*.po))
pages := $(wildcard man/*.[1-9])

.PHONY: all deps demo check check-run scripts san san-run fuzz fuzz-run \
	soak bench lint golden po tests install uninstall dist clean FORCE
.DELETE_ON_ERROR:

all: $(B)/proven $(mo)

# ---- Building ----

# Written again only when what it holds differs: what was built with other
# flags, or for another PREFIX, is built anew.
$(B)/flags: FORCE
	@mkdir -p $(B)
	@printf '%s\n' '$(COMPILE) $(LINK)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(B)/version: FORCE
	@mkdir -p $(B)
	@printf '%s\n' '$(FULL_VERSION) $(PREFIX)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(COMPILE) -MMD -MP -c -o $@ $<

# These take files in by .incbin, or what the Makefile knows.
$(B)/obj/core/model/presets.o: $(wildcard core/model/presets/*)
$(B)/obj/cmd/ci.o: $(wildcard cmd/ci/*)
$(B)/obj/cmd/completion.o: $(wildcard cmd/completion/*)
$(B)/obj/cmd/version.o: $(B)/version
$(B)/obj/cmd/version.o: EXTRA += -DPROVEN_VERSION='"$(FULL_VERSION)"'
$(B)/obj/cmd/env.o: $(B)/version
$(B)/obj/cmd/env.o: EXTRA += -DPROVEN_LOCALEDIR='"$(PREFIX)/share/locale"'

$(B)/libproven.a: $(core_o)
	@rm -f $@
	@ar rcs $@ $^
$(B)/libcmd.a: $(cmd_o)
	@rm -f $@
	@ar rcs $@ $^

$(B)/proven: $(main_o) $(B)/libcmd.a $(B)/libproven.a
	@echo "  ld $@"
	@$(LINK) -o $@ $^ $(PKG_LIBS)

$(B)/locale/%/LC_MESSAGES/proven.mo: cmd/po/%.po
	@mkdir -p $(@D)
	msgfmt -c -o $@ $<

$(B)/tests/unit/%: $(B)/obj/tests/unit/%.o $(B)/libcmd.a $(B)/libproven.a
	@mkdir -p $(@D)
	@echo "  ld $@"
	@$(LINK) -o $@ $^ $(PKG_LIBS) -lcmocka

# Without libFuzzer a target runs its corpus and speaks TAP.
FUZZ_MAIN = $(B)/obj/tests/fuzz/standalone.o
FUZZ_LINK =
$(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(FUZZ_MAIN) $(B)/libcmd.a \
    $(B)/libproven.a
	@mkdir -p $(@D)
	@echo "  ld $@"
	@$(LINK) $(FUZZ_LINK) -o $@ $^ $(PKG_LIBS)

$(B)/tests/bench/%: $(B)/obj/tests/bench/%.o $(B)/libproven.a
	@mkdir -p $(@D)
	@echo "  ld $@"
	@$(LINK) -o $@ $^ $(PKG_LIBS)

# Programs that tests use.
$(B)/tests/tools/%: $(B)/obj/tests/tools/%.o $(B)/libcmd.a $(B)/libproven.a
	@mkdir -p $(@D)
	@echo "  ld $@"
	@$(LINK) -o $@ $^ $(PKG_LIBS)

.SECONDARY:

-include $(core_o:.o=.d) $(cmd_o:.o=.d) $(main_o:.o=.d)
-include $(wildcard $(B)/obj/tests/*/*.d)

# ---- Installing what is missing; running ----

deps:
	@sh tests/deps.sh build test

demo:
	@sh tests/deps.sh build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@PROVEN_BUILD='$(abspath $(B))' sh tests/demo/demo.sh

# ---- Testing ----

tests: all $(unit) $(fuzz) $(tools)

check:
	@sh tests/deps.sh build test
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@$(MAKE) --no-print-directory scripts
	@$(MAKE) --no-print-directory check-run

scripts: all
	@for script in includes headers words po docs; do \
		echo "check: $$script"; \
		B='$(B)' CC='$(CC)' sh tests/check/$$script.sh || exit 1; \
	done

RUN_TESTS = PROVEN_BUILD='$(abspath $(B))' CMOCKA_MESSAGE_OUTPUT=TAP \
	prove -j2 --exec 'sh tests/exec.sh'

check-run:
	@$(RUN_TESTS) $(unit) $(fuzz) $(cli)

# The same suite under AddressSanitizer and UndefinedBehaviorSanitizer.
SAN = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
san:
	@sh tests/deps.sh build test
	@$(MAKE) --no-print-directory -j$(JOBS) B=build-san CFLAGS='$(SAN)' \
	    HARDEN= tests
	@$(MAKE) --no-print-directory B=build-san check-run

fuzz:
	@sh tests/deps.sh build test lint
	@$(MAKE) --no-print-directory -j$(JOBS) B=build-fuzz CC=clang HARDEN= \
	    CFLAGS='$(SAN) -fsanitize=fuzzer-no-link' FUZZ_MAIN= \
	    FUZZ_LINK=-fsanitize=fuzzer fuzz-run

# New inputs go to the build folder; only what the tree has is kept.
fuzz-run: $(fuzz)
	@for target in $(fuzz); do \
		name=$${target##*/fuzz_}; \
		mkdir -p $(B)/corpus/$$name $(B)/crash; \
		echo "fuzz: $$name"; \
		$$target -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
		    -verbosity=0 -artifact_prefix=$(B)/crash/$$name- \
		    $(B)/corpus/$$name tests/fuzz/corpus/$$name || exit 1; \
	done

# The long forms of what `make check` runs short.
soak:
	@sh tests/deps.sh build test
	@$(MAKE) --no-print-directory -j$(JOBS) tests
	@PROVEN_SOAK=1 $(RUN_TESTS) $(unit) $(cli)

bench:
	@sh tests/deps.sh build test bench
	@$(MAKE) --no-print-directory -j$(JOBS) all $(bench_tools) \
	    $(B)/tests/tools/history
	@PROVEN_BUILD='$(abspath $(B))' sh tests/bench/bench.sh $(BENCH)

lint:
	@sh tests/deps.sh build test lint
	@CC='$(CC)' JOBS='$(JOBS)' FLAGS='$(PKG_CFLAGS)' \
	    sh tests/check/lint.sh

# Write the expected outputs anew; review the difference.
golden: all
	@PROVEN_GOLDEN=write $(RUN_TESTS) $(cli)

# Bring the catalogues up to date with the sources.
po:
	@sh tests/check/po.sh update

# ---- Installing ----

bindir = $(DESTDIR)$(PREFIX)/bin
share = $(DESTDIR)$(PREFIX)/share
bash_completion = $(share)/bash-completion/completions
zsh_completion = $(share)/zsh/site-functions
fish_completion = $(share)/fish/vendor_completions.d

install: all
	install -d $(bindir)
	install $(B)/proven $(bindir)/proven
	for page in $(pages); do \
		install -D -m 644 $$page \
		    $(share)/man/man$${page##*.}/$${page##*/} || exit 1; \
	done
	for mo in $(mo:$(B)/locale/%=%); do \
		install -D -m 644 $(B)/locale/$$mo $(share)/locale/$$mo || \
		    exit 1; \
	done
	install -D -m 644 cmd/completion/proven.bash $(bash_completion)/proven
	install -D -m 644 cmd/completion/proven.zsh $(zsh_completion)/_proven
	install -D -m 644 cmd/completion/proven.fish \
	    $(fish_completion)/proven.fish

uninstall:
	rm -f $(bindir)/proven $(bash_completion)/proven \
	    $(zsh_completion)/_proven $(fish_completion)/proven.fish
	for page in $(pages); do \
		rm -f $(share)/man/man$${page##*.}/$${page##*/}; \
	done
	for mo in $(mo:$(B)/locale/%=%); do rm -f $(share)/locale/$$mo; done

dist:
	@mkdir -p $(B)
	git archive --prefix=proven-$(VERSION)/ \
	    -o $(B)/proven-$(VERSION).tar.gz HEAD

clean:
	rm -rf build build-*
