#include "tui/rescue.h"

#include "tui/descriptor.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Signal handlers can reach nothing but globals. */
static const int fatal[] = {
    SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};

enum { FATAL = sizeof fatal / sizeof *fatal };

static struct {
    struct sigaction former[FATAL];
    struct sigaction former_resize;
    struct termios mode;
    char text[512];
    size_t length;
    int descriptor;
    volatile sig_atomic_t engaged;
    volatile sig_atomic_t wake;
    volatile sig_atomic_t resized;
} rescue = {.wake = -1};

static void on_fatal(int number)
{
    if (rescue.engaged) {
        rescue.engaged = 0;
        descriptor_write(rescue.descriptor, rescue.text, rescue.length);
        tcsetattr(rescue.descriptor, TCSANOW, &rescue.mode);
    }
    for (int i = 0; i < FATAL; i++) {
        if (fatal[i] == number) {
            sigaction(number, &rescue.former[i], NULL);
        }
    }
    raise(number); /* delivered when this handler returns */
}

static void on_resize(int number)
{
    int saved = errno;
    (void)number;
    rescue.resized = 1;
    if (rescue.wake >= 0) {
        ssize_t ignored = write((int)rescue.wake, "", 1); /* a full pipe wakes as well */
        (void)ignored;
    }
    errno = saved;
}

void rescue_prepare(void)
{
    for (int i = 0; i < FATAL; i++) {
        sigaction(fatal[i], NULL, &rescue.former[i]);
    }
    sigaction(SIGWINCH, NULL, &rescue.former_resize);
}

void rescue_arm(int descriptor, const struct termios *mode, const char *text)
{
    rescue.descriptor = descriptor;
    rescue.mode = *mode;
    rescue.length = strlen(text) < sizeof rescue.text ? strlen(text) : 0;
    memcpy(rescue.text, text, rescue.length);
    rescue.engaged = 1;
    struct sigaction action = {.sa_handler = on_fatal};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < FATAL; i++) {
        sigaction(fatal[i], &action, NULL);
    }
    action.sa_handler = on_resize;
    action.sa_flags = SA_RESTART;
    sigaction(SIGWINCH, &action, NULL);
}

void rescue_disarm(void)
{
    rescue.engaged = 0;
    for (int i = 0; i < FATAL; i++) {
        sigaction(fatal[i], &rescue.former[i], NULL);
    }
    sigaction(SIGWINCH, &rescue.former_resize, NULL);
    rescue.wake = -1;
}

void rescue_engage(int on)
{
    rescue.engaged = on;
}

void rescue_set_wake(int descriptor)
{
    rescue.wake = descriptor;
}

bool rescue_take_resize(void)
{
    bool resized = rescue.resized;
    rescue.resized = 0;
    return resized;
}
