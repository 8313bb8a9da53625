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
CFLAGS  := -std=c11 $(WARN) $(OPT_$(VARIANT))
LDFLAGS := $(OPT_$(VARIANT))

CORE  := $(wildcard core/*/*.c)
TUI   := $(wildcard tui/*.c)
VIEWS := $(filter-out views/main.c,$(wildcard views/*.c))
TESTS := $(wildcard tests/*.c)
CONFIG := $(shell find config -type f -not -name '.*' 2>/dev/null | LC_ALL=C sort) \
          $(sort $(wildcard core/store/schema/*.sql))

object = $(patsubst %.c,$(BUILD)/%.o,$(1))
PROGRAM_OBJECTS := $(call object,$(CORE) $(TUI) $(VIEWS)) $(BUILD)/embedded.o

.DEFAULT_GOAL := all
.PHONY: all help packages demo test test-update lint asan tsan valgrind fuzz bench coverage \
        screenshots format install uninstall clean
.DELETE_ON_ERROR:

all: packages-build ## build ./zhanggui
	@$(MAKE) --no-print-directory zhanggui

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
	@cp -f $< $@

$(BUILD)/zhanggui: $(PROGRAM_OBJECTS) $(BUILD)/views/main.o
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/embedded.c: tests/tools/embed $(CONFIG)
	@mkdir -p $(@D)
	@tests/tools/embed $(CONFIG) >$@
$(BUILD)/embedded.o: $(BUILD)/embedded.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/all: $(PROGRAM_OBJECTS) $(call object,$(TESTS))
	$(CC) $(LDFLAGS) -o $@ $^ -lcriterion -lvterm -lutil $(LIBS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# --- testing -----------------------------------------------------------------

test: packages-test ## run every test
	@$(MAKE) --no-print-directory zhanggui $(BUILD)/tests/all
	@LC_ALL=C.UTF-8 $(BUILD)/tests/all
