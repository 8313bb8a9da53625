#include "tui/direct.h"

#include "tui/room.h"

#include <curses.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <term.h>
#include <unistd.h>

/* See term(5), "Extended number format". */
enum { MAGIC = 01036, COLOURS = 0x1000000, PAIRS = 0x10000 };

static const char entry_name[] = "zhanggui-direct";
static const char foreground[] = "\033[38;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm";
static const char background[] = "\033[48;2;%p1%{65536}%/%d;%p1%{256}%/%{255}%&%d;%p1%{255}%&%dm";

static size_t name_count(NCURSES_CONST char *const *list)
{
    size_t count = 0;
    while (list[count]) {
        count++;
    }
    return count;
}

static void put_short(FILE *out, int value)
{
    putc(value & 0xFF, out);
    putc(value >> 8 & 0xFF, out);
}

static void put_number(FILE *out, int value)
{
    put_short(out, value & 0xFFFF);
    put_short(out, (int)((uint32_t)value >> 16));
}

static bool is(const char *name, const char *other)
{
    return !strcmp(name, other);
}

static void put_flags(FILE *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool changed = is(boolnames[i], "ccc");
        putc(!changed && tigetflag(boolnames[i]) > 0, out);
    }
}

static void put_numbers(FILE *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int value = tigetnum(numnames[i]);
        value = is(numnames[i], "colors") ? COLOURS : is(numnames[i], "pairs") ? PAIRS : value;
        value = is(numnames[i], "ncv") ? -1 : value;
        put_number(out, value < 0 ? -1 : value);
    }
}

static const char *string_value(const char *name)
{
    if (is(name, "setaf")) {
        return foreground;
    }
    if (is(name, "setab")) {
        return background;
    }
    if (is(name, "initc") || is(name, "initp") || is(name, "oc") || is(name, "setf") ||
        is(name, "setb") || is(name, "scp")) {
        return NULL;
    }
    if (is(name, "op") && !tigetstr("op")) {
        return "\033[39;49m";
    }
    const char *value = tigetstr(name);
    return value == (char *)-1 ? NULL : value;
}

/* Offsets first, then the strings they point to. Returns the size of the string table. */
static size_t put_strings(FILE *out, size_t count, bool texts)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const char *value = string_value(strnames[i]);
        if (!texts && out) {
            put_short(out, value ? (int)used : -1);
        } else if (value && out) {
            fwrite(value, 1, strlen(value) + 1, out);
        }
        used += value ? strlen(value) + 1 : 0;
    }
    return used;
}

static void put_entry(FILE *out)
{
    size_t flags = name_count(boolnames);
    size_t numbers = name_count(numnames);
    size_t strings = name_count(strnames);
    size_t table = put_strings(NULL, strings, false);
    put_short(out, MAGIC);
    put_short(out, (int)sizeof entry_name);
    put_short(out, (int)flags);
    put_short(out, (int)numbers);
    put_short(out, (int)strings);
    put_short(out, (int)table);
    fwrite(entry_name, 1, sizeof entry_name, out);
    put_flags(out, flags);
    if ((sizeof entry_name + flags) % 2) {
        putc(0, out);
    }
    put_numbers(out, numbers);
    put_strings(out, strings, false);
    put_strings(out, strings, true);
    if (table % 2) {
        putc(0, out);
    }
    /* Extension: one flag, RGB. */
    static const int header[] = {1, 0, 0, 1, 4};
    for (size_t i = 0; i < sizeof header / sizeof *header; i++) {
        put_short(out, header[i]);
    }
    put_short(out, 1); /* the flag, and padding */
    put_short(out, 0); /* where its name is */
    fwrite("RGB", 1, 4, out);
}

static void entry_path(const struct direct *direct, bool file, char *out, size_t size)
{
    snprintf(out, size, "%s/%c%s%s", direct->directory, entry_name[0], file ? "/" : "",
        file ? entry_name : "");
}

static TERMINAL *probe;

bool direct_setup(const char *name)
{
    int error;
    if (setupterm(name, STDOUT_FILENO, &error) != OK) {
        return false;
    }
    probe = cur_term;
    return true;
}

void direct_release(void)
{
    if (probe && probe != cur_term) {
        del_curterm(probe);
    }
    probe = NULL;
}

bool direct_write(struct direct *direct)
{
    char path[DIRECT_PATH + 64];
    const char *place = getenv("TMPDIR");
    place = place && *place && strlen(place) < DIRECT_PATH - 32 ? place : "/tmp";
    snprintf(direct->directory, sizeof direct->directory, "%s/terminfo-XXXXXX", place);
    direct->name = entry_name;
    if (!mkdtemp(direct->directory)) {
        return false;
    }
    entry_path(direct, false, path, sizeof path);
    FILE *out = NULL;
    if (mkdir(path, 0700) == 0) {
        entry_path(direct, true, path, sizeof path);
        out = fopen(path, "wb");
    }
    if (out) {
        put_entry(out);
        if (fclose(out) == 0) {
            return true;
        }
    }
    direct_remove(direct);
    return false;
}

void direct_remove(const struct direct *direct)
{
    char path[DIRECT_PATH + 64];
    entry_path(direct, true, path, sizeof path);
    unlink(path);
    entry_path(direct, false, path, sizeof path);
    rmdir(path);
    rmdir(direct->directory);
}
