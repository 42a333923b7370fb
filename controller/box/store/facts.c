/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/store/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

struct facts {
        char path[PATH_MAX];            /* "": none */
        char box[BOX_ID_MAX + 1];
        size_t file_len;                /* of the file, as far as it is good */
        unsigned count, saved;          /* how many; of them in the file, the oldest */
        struct fact list[FACTS_MAX];
};

int facts_new(const char *path, const char *box, struct facts **ret_facts) {
        struct facts *facts;

        if (!box_id_valid(box) || (path && strlen(path) >= sizeof(facts->path)))
                return -EINVAL;
        facts = calloc(1, sizeof(*facts));
        if (!facts)
                return -ENOMEM;
        snprintf(facts->path, sizeof(facts->path), "%s", path ? path : "");
        snprintf(facts->box, sizeof(facts->box), "%s", box);
        *ret_facts = facts;
        return 0;
}

void facts_free(struct facts *facts) {
        if (!facts)
                return;
        explicit_bzero(facts, sizeof(*facts));
        free(facts);
}

unsigned facts_count(const struct facts *facts) {
        return facts->count;
}

bool facts_are_safe(const struct facts *facts) {
        return facts->saved == facts->count;
}

/* ---- the file ---- */

static bool take_line(struct facts *facts, const char *line, size_t len) {
        struct fact *fact = &facts->list[facts->count];

        if (facts->count == FACTS_MAX || fact_parse(line, len, fact) != 0)
                return false;
        if (strcmp(fact->entry.box, facts->box) != 0) {
                explicit_bzero(fact, sizeof(*fact));
                return false;
        }
        facts->count++;
        facts->saved++;
        facts->file_len += len + 1;
        return true;
}

static int set_aside(struct facts *facts) {
        char name[PATH_MAX + sizeof(".damaged")];

        snprintf(name, sizeof(name), "%s.damaged", facts->path);
        if (rename(facts->path, name) < 0)
                return -errno;
        facts->file_len = 0;
        facts->saved = 0;
        return FACTS_E_DAMAGED;
}

int facts_read(struct facts *facts) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT;
        struct reader reader;
        const char *line;
        size_t len;
        int r;

        if (!facts->path[0])
                return 0;
        r = file_read(facts->path, FACTS_FILE_MAX, &bytes);
        if (r == -EFBIG)
                return set_aside(facts);
        if (r == -ENOENT)
                return 0;
        if (r < 0) {
                /* Whatever stands there is not written over. */
                facts->path[0] = 0;
                return r;
        }
        reader = reader_over(bytes.data, bytes.len);
        while (reader_line(&reader, &line, &len))
                if (!take_line(facts, line, len))
                        return set_aside(facts);
        return 0;
}

/* What an append that failed has left is cut off before the next. */
static int append(struct facts *facts, const struct buffer *lines) {
        bool is_new = access(facts->path, F_OK) < 0;
        int r = 0;

        if (!is_new && truncate(facts->path, (off_t)facts->file_len) < 0)
                return -errno;
        r = file_append_durable(facts->path, lines->data, lines->len, 0600);
        if (r == 0 && is_new)
                r = file_sync_parent(facts->path);
        if (r == 0)
                facts->file_len += lines->len;
        return r;
}

int facts_save(struct facts *facts) {
        CLEANUP(buffer_wipe) struct buffer lines = BUFFER_INIT_MAX(FACTS_FILE_MAX);
        int r = 0;

        if (facts_are_safe(facts))
                return 0;
        if (!facts->path[0])
                return -ENOENT;
        for (unsigned i = facts->saved; r == 0 && i < facts->count; i++) {
                r = fact_format(&facts->list[i], &lines);
                if (r == 0)
                        r = buffer_append_text(&lines, "\n");
        }
        if (r == 0)
                r = append(facts, &lines);
        if (r == 0)
                facts->saved = facts->count;
        return r;
}

/* Zeros over it, then it goes. What stays when that fails is looked up by whoever reads it. */
static void wipe(struct facts *facts) {
        static const uint8_t zeros[4096];
        int fd;

        if (!facts->path[0] || facts->file_len == 0)
                return;
        fd = open(facts->path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        for (size_t at = 0; fd >= 0 && at < facts->file_len; at += sizeof(zeros)) {
                size_t len = facts->file_len - at < sizeof(zeros) ? facts->file_len - at : sizeof(zeros);

                if (pwrite(fd, zeros, len, (off_t)at) != (ssize_t)len)
                        break;
        }
        if (fd >= 0) {
                (void)!fdatasync(fd);
                close(fd);
        }
        if (unlink(facts->path) == 0 || errno == ENOENT)
                facts->file_len = 0;
}

/* ---- keeping ---- */

static unsigned count_plain(const struct facts *facts) {
        unsigned count = 0;

        for (unsigned i = 0; i < facts->count; i++)
                count += facts->list[i].type == DEED_ENTRY;
        return count;
}

int facts_hold(struct facts *facts, uint64_t size, int64_t seen_ms, const struct deed *deed) {
        struct fact fact = { 0 };
        int r = fact_from_deed(facts->box, size, seen_ms, deed, &fact);

        if (r < 0)
                return r;
        if (facts->count == FACTS_MAX || (fact.type == DEED_ENTRY && count_plain(facts) >= FACTS_MAX_PLAIN))
                return FACTS_E_FULL;
        facts->list[facts->count++] = fact;
        explicit_bzero(&fact.load, sizeof(fact.load));
        return 0;
}

int facts_keep(struct facts *facts, uint64_t size, int64_t seen_ms, const struct deed *deed) {
        int r = facts_hold(facts, size, seen_ms, deed);

        return r == 0 ? facts_save(facts) : r;
}

/* ---- writing ---- */

/* What a fault of the store gives, and not its state. */
static bool is_fault(int r) {
        return r < 0 && r != -EPROTO && r != -EINVAL && r != -EEXIST && r != -ENOENT;
}

/* 0; -EPROTO: nothing lies there to which it could have happened, or it was told already; or the store's error. */
static int find_contents(struct store *store, struct fact *fact) {
        struct store_compartment compartment;
        struct consignment consignment;
        int r = store_compartment(store, fact->entry.c, &compartment);

        if (r == -ENOENT || (r == 0 && !compartment.has_consignment))
                return -EPROTO;
        if (r == 0)
                r = store_consignment(store, compartment.cti, &consignment);
        if (r != 0)
                return r;
        /* A door that was shut is told of what was handed out there, and of nothing else; then nobody can say more of old papers. */
        if (fact->type == DEED_CLOSED && !(consignment.state == CONSIGNMENT_ISSUED && consignment.unshut))
                return -EPROTO;
        if (fact->type == DEED_CLOSED && consignment.papers_owed) {
                fact->type = DEED_OLD_MISSING;
                fact->entry.event = ENTRY_OLD_MISSING;
        }
        memcpy(fact->entry.cti, compartment.cti, CTI_LEN);
        return 0;
}

static int do_fact(struct store *store, int64_t t_ms, const struct fact *fact, struct outcome *outcome) {
        struct deed deed = fact_deed(fact);
        int r = store_do(store, t_ms, &deed, outcome);

        /* In the file both say the same: what lies there still, if anything does, tells which it was. */
        if (r == -EPROTO && deed.type == DEED_RETURNED_TO_SERVICE) {
                deed.type = DEED_KEPT;
                r = store_do(store, t_ms, &deed, outcome);
        }
        return r;
}

static int write_one(struct store *store, int64_t t_ms, struct fact *fact, struct facts_told *told) {
        struct outcome outcome = { 0 };
        int r = fact_is_of_contents(fact) ? find_contents(store, fact) : 0;

        if (r == -EPROTO)
                return 0;
        if (r == 0)
                r = store_find_entry(store, fact->entry.n, &fact->entry, &outcome.index);
        told->found += r == 0;
        if (r == -ENOENT) {
                r = do_fact(store, t_ms, fact, &outcome);
                told->written += r == 0;
        }
        if (r == 0 && fact->type == DEED_ISSUED) {
                told->issued = true;
                told->issued_index = outcome.index;
        }
        if (is_fault(r))
                return r;
        told->refused += r != 0;
        return 0;
}

static void drop_first(struct facts *facts) {
        facts->count--;
        facts->saved -= facts->saved > 0;
        memmove(&facts->list[0], &facts->list[1], facts->count * sizeof(facts->list[0]));
        explicit_bzero(&facts->list[facts->count], sizeof(facts->list[0]));
}

int facts_write(struct facts *facts, struct store *store, int64_t t_ms, struct facts_told *ret_told) {
        int r;

        *ret_told = (struct facts_told){ 0 };
        while (facts->count > 0) {
                r = write_one(store, t_ms, &facts->list[0], ret_told);
                if (r < 0)
                        return r;
                drop_first(facts);
        }
        wipe(facts);
        return 0;
}
