/* console PROGRAM SHOP KEYS: runs the console in a terminal of its own and measures what a person
 * waits for: start to first frame, start to the full tree, and, over KEYS key presses, from a key
 * to its painted frame (the end of the synchronised update). Prints names and milliseconds, and
 * the memory of the console that is its own and that it shares. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/questions.h"

enum { COLUMNS = 120, ROWS = 36, PATIENCE = 120000, QUIET = 300 };

static int terminal;

/* Reads until the mark has come; false when it does not come in time. The end of one reading may
 * hold the begin of the mark. */
static bool wait_for(const char *mark, int milliseconds)
{
    static char bytes[1 << 17];
    size_t kept = 0, length = strlen(mark);
    double end = bench_now() + milliseconds / 1000.0;
    while (bench_now() < end) {
        struct pollfd waiting = {.fd = terminal, .events = POLLIN};
        if (poll(&waiting, 1, 10) <= 0)
            continue;
        ssize_t count = read(terminal, bytes + kept, sizeof(bytes) - kept);
        if (count <= 0)
            return false;
        kept += (size_t)count;
        if (memmem(bytes, kept, mark, length) != NULL)
            return true;
        size_t tail = kept < length ? kept : length - 1;
        memmove(bytes, bytes + kept - tail, tail);
        kept = tail;
    }
    return false;
}

/* Reads what still comes until the console is quiet. */
static void drain(void)
{
    char bytes[65536];
    struct pollfd waiting = {.fd = terminal, .events = POLLIN};
    while (poll(&waiting, 1, QUIET) > 0 && read(terminal, bytes, sizeof(bytes)) > 0)
        continue;
}

static void print_memory(pid_t process)
{
    char path[64], line[256];
    snprintf(path, sizeof(path), "/proc/%d/status", (int)process);
    FILE *status = fopen(path, "r");
    long kilobytes;
    while (status != NULL && fgets(line, sizeof(line), status) != NULL) {
        if (sscanf(line, "RssAnon: %ld", &kilobytes) == 1)
            printf("own_megabytes %.1f\n", (double)kilobytes / 1024);
        if (sscanf(line, "RssFile: %ld", &kilobytes) == 1)
            printf("shared_megabytes %.1f\n", (double)kilobytes / 1024);
    }
    if (status != NULL)
        fclose(status);
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static bool press_keys(int count)
{
    double *times = calloc((size_t)count, sizeof(*times));
    for (int i = 0; i < count; i++) {
        double begin = bench_now();
        if (write(terminal, i / 20 % 2 == 0 ? "j" : "k", 1) != 1 ||
            !wait_for("\x1b[?2026l", 5000)) {
            free(times);
            return false;
        }
        times[i] = (bench_now() - begin) * 1000;
    }
    qsort(times, (size_t)count, sizeof(*times), by_size);
    printf("key_p50 %.3f\nkey_p99 %.3f\n", times[count / 2], times[count * 99 / 100]);
    free(times);
    return true;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: console PROGRAM SHOP KEYS\n");
        return 2;
    }
    struct winsize size = {.ws_row = ROWS, .ws_col = COLUMNS};
    double begin = bench_now();
    pid_t process = forkpty(&terminal, NULL, NULL, &size);
    if (process == 0) {
        setenv("TERM", "xterm-256color", 1);
        setenv("COLORTERM", "truecolor", 1);
        execl(argv[1], argv[1], "--lang", "en", "--db", argv[2], (char *)NULL);
        _exit(127);
    }
    bool good = wait_for("\x1b[?2026l", PATIENCE);
    printf("first_frame %.3f\n", (bench_now() - begin) * 1000);
    int keys = atoi(argv[3]);
    if (good && keys > 0) {
        good = wait_for("Returning customers", PATIENCE);
        printf("full_tree %.3f\n", (bench_now() - begin) * 1000);
        drain();
        good = good && press_keys(keys);
        drain();
        print_memory(process);
    }
    kill(process, SIGTERM);
    waitpid(process, NULL, 0);
    return good ? 0 : 1;
}
