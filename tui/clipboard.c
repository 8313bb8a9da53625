#include "tui/descriptor.h"
#include "tui/room.h"
#include "tui/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COPY_LIMIT = 74994 };

static char *base64(const char *text, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = room_new((length + 2) / 3 * 4 + 1, 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i += 3) {
        unsigned bits = 0;
        for (size_t j = 0; j < 3; j++) {
            bits = bits << 8 | (i + j < length ? (unsigned char)text[i + j] : 0u);
        }
        for (size_t j = 0; j < 4; j++) {
            out[used++] = i + j > length ? '=' : digits[bits >> (18 - 6 * j) & 63];
        }
    }
    return out;
}

/* tmux 3.2 and later hands its buffer on to the outer terminal by itself. */
static bool copy_by_tmux(const char *text, size_t length)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return false;
    }
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
        dup2(ends[0], STDIN_FILENO);
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        execlp("tmux", "tmux", "load-buffer", "-w", "-", (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction former;
    sigaction(SIGPIPE, &ignore, &former);
    if (child > 0) {
        descriptor_write(ends[1], text, length);
    }
    close(ends[1]);
    sigaction(SIGPIPE, &former, NULL);
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void send_copy(const char *before, const char *encoded, const char *after)
{
    descriptor_write(STDOUT_FILENO, before, strlen(before));
    descriptor_write(STDOUT_FILENO, encoded, strlen(encoded));
    descriptor_write(STDOUT_FILENO, after, strlen(after));
}

bool terminal_copy(struct terminal *terminal, const char *text)
{
    size_t length = strlen(text);
    if (terminal_headless(terminal) || length > COPY_LIMIT) {
        return false;
    }
    if (getenv("TMUX") && copy_by_tmux(text, length)) {
        return true;
    }
    char *encoded = base64(text, length);
    if (getenv("TMUX")) {
        send_copy("\033Ptmux;\033\033]52;c;", encoded, "\a\033\\");
    } else if (getenv("STY")) {
        send_copy("\033P\033]52;c;", encoded, "\a\033\\");
    }
    if (!getenv("STY")) {
        send_copy("\033]52;c;", encoded, "\a");
    }
    free(encoded);
    return true;
}
