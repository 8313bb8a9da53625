#include "tui/block.h"

#include <string.h>

/* A position in the spans, and walking over them cluster by cluster. */
struct reader {
    const struct span *spans;
    size_t count;
    size_t span;
    size_t at;
};

struct piece {
    struct cluster cluster;
    struct style style;
    bool line_break;
};

/* The line being laid out: from `start` to `end`, both positions in the spans. */
struct line {
    struct reader start;
    struct reader end;
    struct reader next; /* where the following line starts */
    bool last;
};

static bool read_piece(struct reader *reader, struct piece *piece)
{
    while (reader->span < reader->count) {
        const char *text = reader->spans[reader->span].text;
        size_t length = text ? strlen(text + reader->at) : 0;
        if (length) {
            const char *from = text + reader->at;
            /* A cluster may not swallow a line break as its first character only. */
            piece->line_break = *from == '\n';
            piece->style = reader->spans[reader->span].style;
            reader->at += piece->line_break ? 1 : glyph_next(from, length, &piece->cluster);
            return true;
        }
        reader->span++;
        reader->at = 0;
    }
    return false;
}

static bool one_of(const char *cluster, const char *list)
{
    return *cluster && strstr(list, cluster);
}

static bool may_not_begin(const char *cluster)
{
    return one_of(cluster, "，。、；：？！）】》」』〉”’%％…·—～,.;:?!)]}");
}

static bool may_not_end(const char *cluster)
{
    return one_of(cluster, "（【《「『〈“‘¥￥$([{");
}

static bool is_blank(const struct piece *piece)
{
    return !strcmp(piece->cluster.text, " ");
}

/* Lay out one line of at most `columns`. Returns false when nothing is left. */
static bool lay_line(struct reader from, int columns, struct line *line)
{
    struct reader at = from;
    struct piece piece;
    struct piece before = {0};
    bool breakable = false;
    int used = 0;
    *line = (struct line){.start = from, .end = from, .next = from};
    bool any = false;
    for (;;) {
        struct reader here = at;
        if (!read_piece(&at, &piece)) {
            line->end = line->next = at;
            line->last = true;
            return any;
        }
        if (piece.line_break) {
            line->end = here;
            line->next = at;
            return true;
        }
        bool wide = piece.cluster.columns == 2 || before.cluster.columns == 2;
        if (any && is_blank(&piece) && !is_blank(&before)) {
            line->end = here;
            line->next = at;
            breakable = true;
        } else if (any && is_blank(&piece) && breakable) {
            line->next = at;
        } else if (any && wide && !is_blank(&before) && !may_not_begin(piece.cluster.text) &&
                   !may_not_end(before.cluster.text)) {
            line->end = line->next = here;
            breakable = true;
        }
        if (used + piece.cluster.columns > columns && any) {
            if (!breakable) {
                line->end = line->next = here;
            }
            return true;
        }
        used += piece.cluster.columns;
        before = piece;
        any = true;
    }
}

static bool reader_before(struct reader one, struct reader other)
{
    return one.span < other.span || (one.span == other.span && one.at < other.at);
}

static void draw_line(
    struct surface *surface, struct area area, int row, const struct line *line, bool more)
{
    struct reader at = line->start;
    struct piece piece;
    struct style style = style_of(ROLE_TEXT);
    int column = 0;
    int limit = area.columns - (more ? 1 : 0);
    while (reader_before(at, line->end) && read_piece(&at, &piece)) {
        if (piece.line_break || column + piece.cluster.columns > limit) {
            break;
        }
        style = piece.style;
        column += surface_text(
            surface, row, area.column + column, area.columns - column, style, piece.cluster.text);
    }
    if (more) {
        surface_glyph(surface, row, area.column + column, style, GLYPH_ELLIPSIS);
    }
}

static bool at_end(struct reader reader)
{
    struct piece piece;
    return !read_piece(&reader, &piece);
}

int block_draw_spans(
    struct surface *surface, struct area area, const struct span *spans, size_t count, int first)
{
    struct reader at = {.spans = spans, .count = count};
    struct line line;
    int rows = 0;
    if (area.columns <= 0) {
        return 0;
    }
    while (lay_line(at, area.columns, &line)) {
        int shown = rows - first;
        bool more = shown == area.rows - 1 && !line.last && !at_end(line.next);
        if (surface && shown >= 0 && shown < area.rows) {
            draw_line(surface, area, area.row + shown, &line, more);
        }
        rows++;
        if (line.last) {
            break;
        }
        at = line.next;
    }
    return rows;
}

int block_draw(
    struct surface *surface, struct area area, struct style style, const char *text, int first)
{
    struct span span = {.text = text, .style = style};
    return block_draw_spans(surface, area, &span, 1, first);
}

int block_rows(const char *text, int columns)
{
    struct area area = {.rows = 0, .columns = columns};
    return block_draw(NULL, area, style_of(ROLE_TEXT), text, 0);
}
