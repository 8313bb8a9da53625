# zhanggui. On a new Debian machine with git, make and gcc:
#   make demo   sets up, builds, and opens the console on a demo shop
#   make test   sets up, builds, and runs every test
# `make help` lists the other targets.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
VARIANT ?= release
BUILD   := build/$(VARIANT)

WARN     := -Wall -Wextra -Wshadow -Wconversion -Werror
CPPFLAGS := -I. -D_GNU_SOURCE
LIBS     := -lncursesw -ltinfo -lsqlite3 -lyaml -lutf8proc -lgsl -lgslcblas -lcjson -lm -lpthread

OPT_release  := -O2 -g
OPT_asan     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan     := -O1 -g -fsanitize=thread
OPT_coverage := -O0 -g --coverage
# Nearly every x86-64 processor of the last ten years counts bits by an instruction (x86-64-v2). What
# asks whether this one does is built without.
ifneq ($(filter x86_64-%,$(shell $(CC) -dumpmachine)),)
MACHINE := -march=x86-64-v2
endif
CFLAGS  := -std=c11 $(WARN) $(OPT_$(VARIANT)) $(MACHINE)
$(BUILD)/views/main.o: CFLAGS := $(filter-out $(MACHINE),$(CFLAGS))
$(BUILD)/views/main.o: CPPFLAGS += $(if $(MACHINE),-DBUILT_FOR_V2)
LDFLAGS := $(OPT_$(VARIANT))

CORE  := $(wildcard core/*/*.c)
TUI   := $(wildcard tui/*.c)
VIEWS := $(filter-out views/main.c,$(wildcard views/*.c))
TESTS := $(wildcard tests/*.c)
CONFIG := $(shell find config -type f -not -name '.*' 2>/dev/null | LC_ALL=C sort) \
          $(sort $(wildcard core/store/schema/*.sql))

object = $(patsubst %.c,$(BUILD)/%.o,$(1))
PROGRAM_OBJECTS := $(call object,$(CORE) $(TUI) $(VIEWS)) $(BUILD)/embedded.o
ifeq ($(VARIANT),asan)
PROGRAM_OBJECTS += $(BUILD)/tests/tools/leaks.o
endif

.DEFAULT_GOAL := all
.PHONY: all help packages demo test test-update lint asan tsan valgrind fuzz bench coverage \
        screenshots format install uninstall clean
.DELETE_ON_ERROR:

all: packages-build ## build ./zhanggui
	@$(MAKE) --no-print-directory --no-builtin-rules -j2 $(BUILD)/zhanggui
	@cmp -s $(BUILD)/zhanggui zhanggui || cp -f $(BUILD)/zhanggui zhanggui

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# --- what Debian has to bring ------------------------------------------------

BUILD_PACKAGES := gcc libc6-dev libncurses-dev libsqlite3-dev libyaml-dev libutf8proc-dev \
                  libgsl-dev libcjson-dev uthash-dev tzdata ncurses-base
TEST_PACKAGES  := $(BUILD_PACKAGES) libcriterion-dev libvterm-dev
LINT_PACKAGES  := clang-format
.PHONY: packages-build packages-test packages-lint packages-all
packages-build: ; @tests/tools/packages $(BUILD_PACKAGES)
packages-test:  ; @tests/tools/packages $(TEST_PACKAGES)
packages-lint:  ; @tests/tools/packages $(LINT_PACKAGES)

# --- building ----------------------------------------------------------------

zhanggui: $(BUILD)/zhanggui
	@cmp -s $< $@ || cp -f $< $@

$(BUILD)/zhanggui: $(PROGRAM_OBJECTS) $(BUILD)/views/main.o
	@echo "  link $@"
	@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc   $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embedded.c: tests/tools/embed $(CONFIG)
	@mkdir -p $(@D)
	@tests/tools/embed $(CONFIG) >$@
$(BUILD)/embedded.o: $(BUILD)/embedded.c
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/all: $(PROGRAM_OBJECTS) $(call object,$(TESTS))
	@echo "  link $@"
	@$(CC) $(LDFLAGS) -o $@ $^ -lcriterion -lvterm -lutil $(LIBS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# --- the demo shop -----------------------------------------------------------

DEMO := build/demo.db

demo: all ## open the console on a demo shop; print its tree where there is no terminal
	@test -e $(DEMO) || { rm -f $(DEMO)-new*; ./zhanggui --db $(DEMO)-new demo >/dev/null && mv $(DEMO)-new $(DEMO) && rm -f $(DEMO)-new*; }
	@if [ -t 0 ] && [ -t 1 ]; then ./zhanggui --db $(DEMO); else ./zhanggui --db $(DEMO) kpi; fi

# --- testing -----------------------------------------------------------------

RUN_TESTS = LC_ALL=C.UTF-8 TZ=UTC $(BUILD)/tests/all

test: packages-test ## run every test
	@$(MAKE) --no-print-directory -j2 zhanggui $(BUILD)/tests/all
	@$(RUN_TESTS)

test-update: packages-test ## accept the screens as they are now; look at them first
	@$(MAKE) --no-print-directory -j2 zhanggui $(BUILD)/tests/all
	@UPDATE_SCREENS=1 $(RUN_TESTS) --filter 'screens/*'
	@git status --short tests/screens

lint: packages-lint ## layout of the code, direction of the arrows, translations
	@tests/tools/arrows
	@tests/tools/phrases
	@clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')
	@echo "lint: fine"

asan: packages-test ## the tests under the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory -j2 VARIANT=asan build/asan/zhanggui build/asan/tests/all
	@LSAN_OPTIONS=print_suppressions=0 LC_ALL=C.UTF-8 TZ=UTC build/asan/tests/all

tsan: packages-build all ## facts, console and import side by side under the thread sanitizer
	@$(MAKE) --no-print-directory -j2 VARIANT=tsan build/tsan/zhanggui
	@tests/tools/threads

VALGRIND := valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,possible

valgrind: all ## kpi, import, check, segment, compare, customer of a small demo shop under valgrind
	@tests/tools/packages valgrind
	@rm -f build/valgrind.db*
	$(VALGRIND) ./zhanggui --db build/valgrind.db demo --customers 400 --until 2026-11-22
	$(VALGRIND) ./zhanggui --db build/valgrind.db kpi --json >/dev/null
	$(VALGRIND) ./zhanggui --db build/valgrind.db import --dry-run tests/data/taobao_orders_gbk.csv
	$(VALGRIND) ./zhanggui --db build/valgrind.db check
	$(VALGRIND) ./zhanggui --db build/valgrind.db segment \
		'lifecycle in (fan, regular) and bought(times >= 2) and spent top 50%' --explain
	$(VALGRIND) ./zhanggui --db build/valgrind.db compare 'orders >= 2' --groups
	$(VALGRIND) ./zhanggui --db build/valgrind.db customer 3

# --- fuzzing: clang's libFuzzer, FUZZ_SECONDS for each parser ------------------

FUZZ_SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

build/fuzz/%: tests/fuzz/%.c $(CORE) $(wildcard core/*/*.h) build/release/embedded.c
	@mkdir -p $(@D)
	clang $(CPPFLAGS) -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined -o $@ $< $(CORE) \
		build/release/embedded.c $(filter-out -lncursesw -ltinfo,$(LIBS))

fuzz: packages-build ## every parser under libFuzzer
	@tests/tools/packages clang libclang-rt-14-dev
	@$(MAKE) --no-print-directory $(FUZZERS)
	@for fuzzer in $(FUZZERS); do mkdir -p $$fuzzer.corpus; \
		$$fuzzer -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=$$fuzzer- -verbosity=0 \
			-print_final_stats=1 $$fuzzer.corpus || exit 1; done

# --- measuring ----------------------------------------------------------------

bench: all ## ratios of speed and memory to peers run at the same moment
	@tests/bench/run

coverage: packages-test ## which lines the tests reach
	@$(MAKE) --no-print-directory -j2 VARIANT=coverage build/coverage/zhanggui build/coverage/tests/all
	@LC_ALL=C.UTF-8 TZ=UTC build/coverage/tests/all >/dev/null; true
	@tests/tools/coverage

screenshots: all ## the pictures of the README, from the running program
	@tests/tools/packages libvterm-dev librsvg2-bin fonts-dejavu-core fonts-noto-cjk
	@tests/tools/screenshots

format: packages-lint ## lay out the code
	@clang-format -i $$(git ls-files '*.c' '*.h')

# --- installing -----------------------------------------------------------------

install: zhanggui ## copy program and manual page to PREFIX (below DESTDIR)
	install -D -m 755 zhanggui $(DESTDIR)$(PREFIX)/bin/zhanggui
	install -D -m 644 views/zhanggui.1 $(DESTDIR)$(PREFIX)/share/man/man1/zhanggui.1

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/zhanggui $(DESTDIR)$(PREFIX)/share/man/man1/zhanggui.1

clean: ## remove what was built
	rm -rf build zhanggui
