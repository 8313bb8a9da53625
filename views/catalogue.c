#include <stdlib.h>

#include "core/base/phrase.h"
#include "core/base/text.h"
#include "core/customers/evaluate.h"
#include "core/customers/lifecycle.h"
#include "core/customers/segment.h"
#include "core/store/database.h"
#include "views/catalogue.h"

static struct catalogue_line *add(
    struct catalogue *catalogue, enum catalogue_kind kind, const char *name, const char *query)
{
    catalogue->lines =
        memory_resize(catalogue->lines, catalogue->count + 1, sizeof(*catalogue->lines));
    struct catalogue_line *line = &catalogue->lines[catalogue->count++];
    *line = (struct catalogue_line){.kind = kind,
        .name = string_copy(name),
        .query = query != NULL ? string_copy(query) : NULL,
        .count = -1};
    return line;
}

void catalogue_free(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        free(catalogue->lines[i].name);
        free(catalogue->lines[i].query);
    }
    free(catalogue->lines);
    *catalogue = (struct catalogue){0};
}

static void add_segments(
    struct catalogue *catalogue, enum catalogue_kind kind, const struct segment_list *list)
{
    bool shipped = kind == CATALOGUE_SYSTEM;
    size_t first = catalogue->count;
    add(catalogue, CATALOGUE_HEADING, shipped ? say("System") : say("Saved"), NULL);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].shipped == shipped)
            add(catalogue, kind, list->items[i].name, list->items[i].query);
    if (catalogue->count == first + 1) {
        catalogue->count--;
        free(catalogue->lines[first].name);
    }
}

static void add_stages(struct catalogue *catalogue)
{
    add(catalogue, CATALOGUE_HEADING, say("Lifecycle"), NULL);
    for (int stage = 1; stage < LIFECYCLE_STAGES; stage++) {
        struct text query = {0};
        text_format(&query, "lifecycle = %s", lifecycle_names[stage]);
        add(catalogue, CATALOGUE_STAGE, lifecycle_name((enum lifecycle_stage)stage),
            text_string(&query));
        text_free(&query);
    }
}

bool catalogue_read(struct database *database, struct catalogue *catalogue, struct error *error)
{
    struct segment_list list;
    if (!segment_list_read(database, &list, error))
        return false;
    *catalogue = (struct catalogue){0};
    add_segments(catalogue, CATALOGUE_SAVED, &list);
    add_stages(catalogue);
    add_segments(catalogue, CATALOGUE_SYSTEM, &list);
    segment_list_free(&list);
    return true;
}

static bool count_line(struct census *census, struct evaluation_cache *cache,
    struct catalogue_line *line, struct progress *progress, struct error *error)
{
    struct query *query = query_parse(line->query, NULL, error);
    struct members *members =
        query != NULL ? query_evaluate(query, census, cache, NULL, progress, error) : NULL;
    query_free(&query);
    line->failed = members == NULL;
    if (members != NULL)
        line->count = members_count(members);
    members_free(&members);
    return !line->failed || !progress_is_stop(error);
}

bool catalogue_count(struct census *census, struct catalogue *catalogue, struct progress *progress,
    struct error *error)
{
    struct evaluation_cache *cache = evaluation_cache_new(census);
    bool good = true;
    for (size_t i = 0; good && i < catalogue->count; i++) {
        struct catalogue_line *line = &catalogue->lines[i];
        if (line->query == NULL)
            continue;
        good = count_line(census, cache, line, progress, error);
        if (line->kind == CATALOGUE_STAGE && line->count > catalogue->largest)
            catalogue->largest = line->count;
    }
    evaluation_cache_free(&cache);
    return good;
}
