#ifndef TUI_SCRIPT_H
#define TUI_SCRIPT_H
/* Keys from a file, for tests, demonstrations and pictures. A line is one of
 *     jj<CR>                   keys (key.h); blanks between them are skipped
 *     :save-screen PATH        write the screen as text
 *     :save-roles PATH         write the screen in the golden format
 *     :save-paint DEPTH PATH   write what a terminal of a depth shows: true, 256, 16 or mono
 *     :resize COLUMNSxROWS     change the size (headless only)
 *     :sleep MILLISECONDS      let time pass
 *     :anything else           a command of the application
 *     # comment, or empty
 * Each step waits until the loop is settled, so no script needs to sleep for a result. */

#include "tui/key.h"
#include "tui/surface.h"
#include "tui/theme.h"

struct script;

enum script_kind { SCRIPT_KEY, SCRIPT_COMMAND, SCRIPT_SAVE, SCRIPT_RESIZE, SCRIPT_SLEEP };

enum script_save { SAVE_TEXT, SAVE_ROLES, SAVE_PAINT };

struct script_step {
    enum script_kind kind;
    int line;              /* where in the file, from 1 */
    struct key key;        /* SCRIPT_KEY */
    const char *text;      /* SCRIPT_COMMAND: the line without ':'; SCRIPT_SAVE: the path */
    enum script_save save; /* SCRIPT_SAVE */
    enum depth depth;      /* SAVE_PAINT */
    int rows;              /* SCRIPT_RESIZE */
    int columns;
    int milliseconds; /* SCRIPT_SLEEP */
};

/* Read a file, or parse a text (`name` appears in messages). NULL with "NAME:LINE: …" in
 * why[0..size) when it cannot be read or a line is wrong. Free with script_free(). */
struct script *script_load(const char *path, char *why, size_t size);
struct script *script_parse(const char *name, const char *text, char *why, size_t size);
void script_free(struct script **script);

/* The next step; false at the end. Its text belongs to the script. */
bool script_next(struct script *script, struct script_step *step);

/* Where the script came from, for messages. */
const char *script_name(const struct script *script);

/* Write a surface to the file of a SCRIPT_SAVE, in its format. False with a sentence in why. */
bool script_save(const struct surface *surface, const struct theme *theme,
    const struct script_step *step, char *why, size_t size);

#endif
