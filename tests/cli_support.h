/*
 * cli_support: runs the real program in a folder of its own and looks at what it says.
 *
 * The program is $ZHANGGUI, else the one beside the folder of the test binary. It runs in the
 * folder, with it as HOME, in English, without colours; nothing of the caller's settings reaches
 * it.
 */
#ifndef TESTS_CLI_SUPPORT_H
#define TESTS_CLI_SUPPORT_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

struct cli {
    char folder[64];
    const char *settings[8]; /* more of the environment, "NAME=value", ended by NULL */
    bool homeless;           /* run without HOME */
    bool mute;               /* run with standard output closed */
    bool nobody;             /* run without any right to write (only when the tests run as root) */
    int interrupt_after;     /* milliseconds until Ctrl-C, 0 for none */
    int status;              /* of the last run; 128 + signal */
    char *out, *err;         /* what the last run printed */
};

struct cli cli_new(void);

/* The path of the program. */
const char *cli_program(void);

/* Copies a demo shop of 2,000 customers up to 2026-11-22 into the folder as NAME. All tests of a
 * run share the making of it. */
void cli_demo(const struct cli *cli, const char *name);
void cli_end(struct cli *cli);

/* Runs the program with words, ended by NULL. Returns its exit status. */
int cli_run(struct cli *cli, ...) __attribute__((sentinel));

/* The same, and parses what was printed as JSON; fails the test when the status is another one or
 * it is no JSON. The caller deletes it. */
cJSON *cli_json(struct cli *cli, ...) __attribute__((sentinel));

/* Whether the last run left a text on standard error or output. */
bool cli_complained(const struct cli *cli, const char *text);
bool cli_printed(const struct cli *cli, const char *text);

/* Writes a file in the folder. */
void cli_write(const struct cli *cli, const char *name, const void *bytes, size_t length);
void cli_write_text(const struct cli *cli, const char *name, const char *text);

/* Copies a file of tests/data into the folder. */
void cli_copy(const struct cli *cli, const char *name);

/* A file of the folder as bytes (length may be NULL); NULL when it is not there. */
char *cli_read(const struct cli *cli, const char *name, size_t *length);
bool cli_exists(const struct cli *cli, const char *name);

/* Runs a statement on a shop of the folder; the first value as text, "" for none, which the caller
 * frees. */
char *cli_sql(const struct cli *cli, const char *shop, const char *statement);

/* Path of a file of the shared data, which the caller frees; skips the test where it is absent. */
char *cli_shared(const char *name);

/* The numbers and texts of an object; NaN for null. A missing member fails the test. */
double cli_number(const cJSON *object, const char *name);
const char *cli_text(const cJSON *object, const char *name); /* NULL for null */
const cJSON *cli_member(const cJSON *object, const char *name);

/* The node of kpi --json with this id. */
const cJSON *cli_node(const cJSON *report, const char *id);

/* Expects that contributions of children sum to their parent's within a cent. */
void cli_expect_sums(const cJSON *report);

/* Expects that no line of the last output is wider, or ends with a blank. */
void cli_expect_columns(const struct cli *cli, int columns);

#endif
