#include "tests/cli_support.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <grp.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/text.h"
#include "tests/metrics_shop.h"
#include "tui/glyph.h"

enum { WORDS = 24, PATH_SIZE = 4096, NOBODY = 65534 };

const char *cli_program(void)
{
    static char path[PATH_SIZE + 16];
    char self[PATH_SIZE];
    const char *named = getenv("ZHANGGUI");
    if (named != NULL)
        return named;
    ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
    cr_assert_gt(length, 0);
    self[length] = '\0';
    for (int i = 0; i < 2; i++)
        *strrchr(self, '/') = '\0';
    snprintf(path, sizeof(path), "%s/zhanggui", self);
    return path;
}

struct cli cli_new(void)
{
    struct cli cli = {.folder = "/tmp/zhanggui-cli-XXXXXX"};
    cr_assert_not_null(mkdtemp(cli.folder));
    cr_assert_eq(access(cli_program(), X_OK), 0, "there is no program at %s", cli_program());
    return cli;
}

void cli_end(struct cli *cli)
{
    char command[192];
    snprintf(command, sizeof(command), "chmod -R u+w %s && rm -rf %s", cli->folder, cli->folder);
    cr_assert_eq(system(command), 0);
    free(cli->out);
    free(cli->err);
}

static void path_of(const struct cli *cli, const char *name, char *path)
{
    snprintf(path, PATH_SIZE, "%s/%s", cli->folder, name);
}

char *cli_read(const struct cli *cli, const char *name, size_t *length)
{
    char path[PATH_SIZE];
    path_of(cli, name, path);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    struct text bytes = {0};
    char block[65536];
    for (size_t got; (got = fread(block, 1, sizeof(block), file)) > 0;)
        text_append_bytes(&bytes, block, got);
    fclose(file);
    if (length != NULL)
        *length = bytes.length;
    return text_take(&bytes);
}

bool cli_exists(const struct cli *cli, const char *name)
{
    char path[PATH_SIZE];
    path_of(cli, name, path);
    return access(path, F_OK) == 0;
}

void cli_write(const struct cli *cli, const char *name, const void *bytes, size_t length)
{
    char path[PATH_SIZE];
    path_of(cli, name, path);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    cr_assert_eq(fclose(file), 0);
}

void cli_write_text(const struct cli *cli, const char *name, const char *text)
{
    cli_write(cli, name, text, strlen(text));
}

void cli_copy(const struct cli *cli, const char *name)
{
    struct cli here = {.folder = "tests/data"};
    size_t length;
    char *data = cli_read(&here, name, &length);
    cr_assert_not_null(data, "tests/data/%s: run the tests in the root of the repository", name);
    cli_write(cli, name, data, length);
    free(data);
}

/* --- running ------------------------------------------------------------------------------- */

static void redirect(const struct cli *cli, const char *name, int descriptor)
{
    char path[PATH_SIZE];
    path_of(cli, name, path);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0666);
    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(126);
}

static void child(const struct cli *cli, char **words)
{
    signal(SIGINT, SIG_DFL); /* a shell that runs the tests in the background has it ignored */
    char home[96];
    const char *environment[16] = {home, "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", "TERM=xterm"};
    int count = 4;
    snprintf(home, sizeof(home), "HOME=%s", cli->folder);
    for (int i = 0; cli->settings[i] != NULL; i++)
        environment[count++] = cli->settings[i];
    redirect(cli, ".out", STDOUT_FILENO);
    redirect(cli, ".err", STDERR_FILENO);
    int nothing = open("/dev/null", O_RDONLY);
    if (chdir(cli->folder) != 0 || dup2(nothing, STDIN_FILENO) < 0)
        _exit(126);
    if (cli->nobody && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        _exit(126);
    if (cli->mute)
        close(STDOUT_FILENO);
    execve(cli_program(), words, (char **)(void *)(environment + (cli->homeless ? 1 : 0)));
    _exit(127);
}

static int run(struct cli *cli, va_list arguments)
{
    char *words[WORDS] = {(char *)(void *)"zhanggui"};
    for (int i = 1; i < WORDS - 1 && (words[i] = va_arg(arguments, char *)) != NULL; i++)
        ;
    free(cli->out);
    free(cli->err);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0)
        child(cli, words);
    int status;
    if (cli->interrupt_after > 0) {
        usleep((unsigned)cli->interrupt_after * 1000);
        kill(pid, SIGINT);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cli->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    cli->out = cli_read(cli, ".out", NULL);
    cli->err = cli_read(cli, ".err", NULL);
    cr_assert(cli->status < 126, "the program could not be run or crashed (%d): %s", cli->status,
        cli->err);
    return cli->status;
}

int cli_run(struct cli *cli, ...)
{
    va_list arguments;
    va_start(arguments, cli);
    int status = run(cli, arguments);
    va_end(arguments);
    return status;
}

cJSON *cli_json(struct cli *cli, ...)
{
    va_list arguments;
    va_start(arguments, cli);
    int status = run(cli, arguments);
    va_end(arguments);
    cr_assert_eq(status, 0, "%s", cli->err);
    cJSON *json = cJSON_Parse(cli->out);
    cr_assert_not_null(json, "no JSON: %s", cli->out);
    return json;
}

bool cli_complained(const struct cli *cli, const char *text)
{
    return strncmp(cli->err, "zhanggui: ", 10) == 0 && strstr(cli->err, text) != NULL;
}

bool cli_printed(const struct cli *cli, const char *text)
{
    return strstr(cli->out, text) != NULL;
}

/* --- the shared data, JSON ----------------------------------------------------------------- */

char *cli_shared(const char *name)
{
    char *path = shared_file(name);
    if (path == NULL)
        cr_skip_test("the shared data are not here");
    char *whole = realpath(path, NULL);
    free(path);
    return whole;
}

const cJSON *cli_member(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);
    cr_assert_not_null(member, "there is no \"%s\"", name);
    return member;
}

double cli_number(const cJSON *object, const char *name)
{
    const cJSON *member = cli_member(object, name);
    if (cJSON_IsNull(member))
        return (double)NAN;
    cr_assert(cJSON_IsNumber(member), "\"%s\" is no number", name);
    return member->valuedouble;
}

const char *cli_text(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cli_member(object, name));
}

const cJSON *cli_node(const cJSON *report, const char *id)
{
    const cJSON *node;
    cJSON_ArrayForEach(node, cli_member(report, "nodes"))
    {
        if (strcmp(cli_text(node, "id"), id) == 0)
            return node;
    }
    cr_assert_fail("there is no node \"%s\"", id);
    return NULL;
}

void cli_expect_sums(const cJSON *report)
{
    const cJSON *parent, *child;
    cJSON_ArrayForEach(parent, cli_member(report, "nodes"))
    {
        double sum = 0;
        int children = 0;
        cJSON_ArrayForEach(child, cli_member(report, "nodes"))
        {
            const char *of = cli_text(child, "parent");
            double part = cli_number(child, "contribution");
            if (of == NULL || strcmp(of, cli_text(parent, "id")) != 0 || isnan(part))
                continue;
            sum += part;
            children++;
        }
        if (children > 1)
            cr_expect_float_eq(sum, cli_number(parent, "contribution"), 0.01, "%s: %f",
                cli_text(parent, "id"), sum);
    }
}

void cli_expect_columns(const struct cli *cli, int columns)
{
    char *copy = string_copy(cli->out);
    for (char *line = strtok(copy, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        cr_expect_leq(glyph_width(line), columns, "%s", line);
        cr_expect_neq(line[strlen(line) - 1], ' ', "%s|", line);
    }
    free(copy);
}

char *cli_sql(const struct cli *cli, const char *shop, const char *statement)
{
    char path[128];
    sqlite3 *database;
    sqlite3_stmt *run;
    snprintf(path, sizeof(path), "%s/%s", cli->folder, shop);
    cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(database, statement, -1, &run, NULL), SQLITE_OK, "%s: %s",
        statement, sqlite3_errmsg(database));
    int result = sqlite3_step(run);
    cr_assert(result == SQLITE_ROW || result == SQLITE_DONE, "%s: %s", statement,
        sqlite3_errmsg(database));
    const char *text = result == SQLITE_ROW ? (const char *)sqlite3_column_text(run, 0) : NULL;
    char *copy = string_copy(text != NULL ? text : "");
    sqlite3_finalize(run);
    sqlite3_close(database);
    return copy;
}
