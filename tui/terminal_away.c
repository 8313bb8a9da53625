/* Giving the terminal to others for a while: to the shell, to an editor, to a pager. */
#include "tui/terminal_inside.h"

#include "tui/rescue.h"
#include "tui/room.h"

#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void give_back(void)
{
    rescue_engage(0);
    terminal_leave_modes();
    curs_set(1);
    endwin();
}

static void take_again(struct terminal *terminal)
{
    terminal->repaint = true;
    refresh();
    terminal_enter_modes(terminal);
    terminal_update_size(terminal);
}

void terminal_suspend(struct terminal *terminal)
{
    if (terminal->headless) {
        return;
    }
    struct sigaction former;
    struct sigaction normal = {.sa_handler = SIG_DFL};
    give_back();
    /* The whole process group, as ^Z would, so that `make demo` stops too. */
    sigaction(SIGTSTP, &normal, &former);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &former, NULL);
    take_again(terminal);
}

static int status_of(int status)
{
    return WIFEXITED(status)     ? WEXITSTATUS(status)
           : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                 : -1;
}

static int wait_for(pid_t child)
{
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    return status_of(status);
}

int terminal_run(struct terminal *terminal, char *const argv[])
{
    if (terminal->headless || !argv[0]) {
        return -1;
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction normal = {.sa_handler = SIG_DFL};
    struct sigaction interrupt;
    struct sigaction quit;
    struct sigaction stop;
    give_back();
    /* A program that stops (^Z) stops its whole process group. ncurses would take that for a wish
     * of ours, and draw over the program when it goes on. */
    sigaction(SIGTSTP, &normal, &stop);
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    int status = child < 0 ? -1 : wait_for(child);
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    sigaction(SIGTSTP, &stop, NULL);
    take_again(terminal);
    return status == 127 ? -1 : status;
}

int terminal_edit(struct terminal *terminal, const char *path)
{
    enum { WORDS = 16 };
    char *argv[WORDS + 2];
    int count = 0;
    const char *editor = getenv("VISUAL");
    editor = editor && *editor ? editor : getenv("EDITOR");
    char *words = room_text(editor && *editor ? editor : "vi");
    char *rest = NULL;
    for (char *word = strtok_r(words, " \t", &rest); word && count < WORDS;
         word = strtok_r(NULL, " \t", &rest)) {
        argv[count++] = word;
    }
    argv[count++] = (char *)path;
    argv[count] = NULL;
    int status = terminal_run(terminal, argv);
    free(words);
    return status;
}
