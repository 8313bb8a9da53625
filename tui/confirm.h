#ifndef TUI_CONFIRM_H
#define TUI_CONFIRM_H
/* A question before something that cannot be undone. Nothing is preselected but "no"; for the
 * gravest cases a word must be typed. */

#include "tui/key.h"
#include "tui/surface.h"

enum { CONFIRM_WORD = 64 };

struct confirm {
    const char *title;
    const char *text; /* what will happen; wrapped */
    const char *yes;  /* "send to 41,208 people" */
    const char *no;   /* "do not send" */
    const char *word; /* must be typed to enable yes; NULL: not needed */
    bool grave;       /* in the colour of danger */
    /* state, zero at first */
    bool on_yes;
    char typed[CONFIRM_WORD];
    struct area yes_area;
    struct area no_area;
};

enum confirm_result { CONFIRM_GOES_ON, CONFIRM_YES, CONFIRM_NO };

/* y and n answer at once (y only without a word), Left/Right/Tab choose, Enter answers, Esc: no. */
enum confirm_result confirm_key(struct confirm *confirm, struct key key);
enum confirm_result confirm_mouse(struct confirm *confirm, const struct mouse *mouse);
void confirm_draw(struct confirm *confirm, struct surface *surface, struct area screen);

#endif
