/* A file nobody knows how to read: a mapping is proposed, the user looks at it, and with their word
 * the file is read by it. Until then it lies in the temporary folder; when the file is in, it is
 * kept among the shop's own settings, and in any other case removed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/intake/import.h"
#include "views/console_state.h"
#include "views/proposal.h"

bool console_propose(const char *file, char **mapping, struct error *error)
{
    const char *folder = getenv("TMPDIR");
    struct text yaml = {0}, place = {0};
    if (!import_propose(file, &yaml, error)) {
        text_free(&yaml);
        return false;
    }
    text_format(&place, "%s/zhanggui-mapping-XXXXXX.yaml",
        folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    char *path = text_take(&place);
    int descriptor = mkstemps(path, (int)strlen(".yaml"));
    if (descriptor >= 0)
        *mapping = path;
    else
        free(path);
    bool good = descriptor >= 0 &&
                write(descriptor, text_string(&yaml), yaml.length) == (ssize_t)yaml.length;
    if (descriptor >= 0)
        close(descriptor);
    text_free(&yaml);
    return good || error_set(error, "%s", say("cannot write to the temporary folder"));
}

void console_forget_proposal(char **mapping)
{
    if (*mapping != NULL)
        unlink(*mapping);
    free(*mapping);
    *mapping = NULL;
}

void console_keep_proposal(struct console *console)
{
    struct error error;
    char *kept = NULL;
    if (proposal_keep(console->options, console->proposal_file, console->proposal, &kept, &error))
        console_say(console, TOAST_INFO,
            say("the mapping is kept as %s; files like this one are read by it"), kept);
    else
        console_say(console, TOAST_WARN, "%s", error.text);
    free(kept);
    console_forget_proposal(&console->proposal);
}

enum { PROPOSAL_EDIT, PROPOSAL_USE, PROPOSAL_LEAVE };

static void taken(struct console *console, int64_t choice)
{
    if (choice == PROPOSAL_LEAVE) {
        console_forget_proposal(&console->proposal);
    } else if (choice == PROPOSAL_EDIT &&
               terminal_edit(console->terminal, console->proposal) != 0) {
        console_say(
            console, TOAST_WARN, "%s", say("the editor did not end well; nothing was read"));
        console_forget_proposal(&console->proposal);
    } else {
        console_import_by(console, console->proposal_file, console->proposal);
    }
    loop_repaint(console->loop);
}

void console_offer_proposal(struct console *console, const char *file)
{
    if (file != console->proposal_file)
        snprintf(console->proposal_file, sizeof(console->proposal_file), "%s", file);
    struct menu *menu = menu_new(say("This export is not known; a mapping is proposed"));
    menu_set_filtering(menu, false);
    menu_add(menu, &(struct menu_item){
                       .text = say("look at it in the editor, then import"), .id = PROPOSAL_EDIT});
    menu_add(menu, &(struct menu_item){.text = say("import with it as it is"), .id = PROPOSAL_USE});
    menu_add(menu, &(struct menu_item){.text = say("leave it"), .id = PROPOSAL_LEAVE});
    console_choose(console, menu, taken);
}
