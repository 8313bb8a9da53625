/* The segments of config/segments.yaml. */
#include <stdlib.h>
#include <string.h>

#include "core/base/config.h"
#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/query.h"
#include "core/customers/segment_inside.h"

static bool read_pair(
    const struct yaml *entry, const char *key, char *pair[2], bool needed, struct error *error)
{
    static const char *const keys[] = {"en", "zh", NULL};
    const struct yaml *node = yaml_get(entry, key);
    const char *en, *zh;
    if (node == NULL && !needed)
        return true;
    if (node == NULL)
        return yaml_error(entry, error, say("\"%s\" is missing here"), key);
    if (!yaml_only(node, keys, error) || !yaml_need_text(node, "en", &en, error) ||
        !yaml_need_text(node, "zh", &zh, error))
        return false;
    pair[0] = string_copy(en);
    pair[1] = string_copy(zh);
    return true;
}

static bool read_entry(const struct yaml *entry, struct shipped *shipped, struct error *error)
{
    static const char *const keys[] = {"name", "query", "note", NULL};
    const char *text;
    struct error why;
    if (!yaml_only(entry, keys, error) || !read_pair(entry, "name", shipped->name, true, error) ||
        !read_pair(entry, "note", shipped->note, false, error) ||
        !yaml_need_text(entry, "query", &text, error))
        return false;
    struct query *query = query_parse(text, NULL, &why);
    if (query == NULL)
        return yaml_error(yaml_get(entry, "query"), error, "%s", why.text);
    for (int i = 0; i < 2; i++) {
        struct text form = {0};
        query_format(query, i == 1, &form);
        shipped->query[i] = text_take(&form);
    }
    query_free(&query);
    return true;
}

void shipped_list_free(struct shipped_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        for (int j = 0; j < 2; j++) {
            free(list->items[i].name[j]);
            free(list->items[i].note[j]);
            free(list->items[i].query[j]);
        }
    free(list->items);
    *list = (struct shipped_list){0};
}

bool shipped_list_read(struct shipped_list *list, struct error *error)
{
    static const char *const keys[] = {"segments", NULL};
    const struct yaml *entries = NULL;
    *list = (struct shipped_list){0};
    struct yaml *root = config_load("segments.yaml", error);
    bool good = root != NULL && yaml_only(root, keys, error) &&
                yaml_need_list(root, "segments", &entries, error);
    if (good && entries->count > 0)
        list->items = memory_zero(entries->count, sizeof(*list->items));
    for (size_t i = 0; good && i < entries->count; i++)
        good = read_entry(entries->values[i], &list->items[list->count++], error);
    yaml_close(&root);
    if (!good)
        shipped_list_free(list);
    return good;
}
