/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/record.h"

/* A cti is random; its first bytes are the hash. Made-up ones collide at worst. */
static size_t index_slot(const struct journal *journal, const uint8_t cti[CTI_LEN]) {
        uint64_t hash;
        size_t slot;

        memcpy(&hash, cti, sizeof(hash));
        slot = (size_t)hash & (journal->index_size - 1);
        while (journal->index[slot] != 0 && memcmp(journal->consignments[journal->index[slot] - 1].cti, cti, CTI_LEN) != 0)
                slot = (slot + 1) & (journal->index_size - 1);
        return slot;
}

static struct issuance *find(const struct journal *journal, const uint8_t cti[CTI_LEN]) {
        uint32_t position;

        if (journal->index_size == 0)
                return NULL;
        position = journal->index[index_slot(journal, cti)];
        return position != 0 ? &journal->consignments[position - 1] : NULL;
}

const struct issuance *journal_find(const struct journal *journal, const uint8_t cti[CTI_LEN]) {
        return find(journal, cti);
}

/* Makes room for `more` consignments and keeps the table at most half full. */
static int reserve(struct journal *journal, size_t more) {
        size_t need = journal->count + more, capacity = journal->capacity ? journal->capacity : 64;
        struct issuance *consignments;
        uint32_t *index;

        if (need <= journal->capacity)
                return 0;
        while (capacity < need)
                capacity *= 2;
        consignments = realloc(journal->consignments, capacity * sizeof(*consignments));
        if (!consignments)
                return -ENOMEM;
        journal->consignments = consignments;
        index = calloc(2 * capacity, sizeof(*index));
        if (!index)
                return -ENOMEM;
        free(journal->index);
        journal->index = index;
        journal->index_size = 2 * capacity;
        journal->capacity = capacity;
        for (size_t i = 0; i < journal->count; i++)
                index[index_slot(journal, consignments[i].cti)] = (uint32_t)(i + 1);
        return 0;
}

static void set_tokens(struct issuance *consignment, const struct record *record) {
        consignment->nbf = record->nbf;
        consignment->ticket_exp = record->ticket_exp;
        consignment->code_exp = record->code_exp;
        if (consignment->last_exp < record->code_exp)
                consignment->last_exp = record->code_exp;
        memcpy(consignment->reference_tag, record->reference_tag, TAG_LEN);
        memcpy(consignment->sealed, record->sealed, ORDER_SEALED_LEN);
}

/* TEXT_NONE, or why the record cannot follow what is there. */
static enum text_id contradiction(const struct issuance *known, const struct record *record) {
        if (record->event == RECORD_ISSUE)
                return known ? TEXT_PROBLEM_ISSUED_BEFORE : TEXT_NONE;
        if (!known)
                return TEXT_PROBLEM_ISSUED_NEVER;
        if (record->event == RECORD_REVOKE)
                return TEXT_NONE;
        if (record->nbf <= known->nbf || record->nbf < known->void_before || strcmp(record->box, known->box) != 0)
                return TEXT_PROBLEM_REISSUE_EARLIER;
        return TEXT_NONE;
}

/* The record fits and there is room. */
static void apply(struct journal *journal, const struct record *record) {
        struct issuance *consignment = find(journal, record->cti);

        switch (record->event) {
        case RECORD_ISSUE:
                consignment = &journal->consignments[journal->count];
                *consignment = (struct issuance){ 0 };
                memcpy(consignment->cti, record->cti, CTI_LEN);
                memcpy(consignment->box, record->box, sizeof(consignment->box));
                set_tokens(consignment, record);
                journal->index[index_slot(journal, record->cti)] = (uint32_t)++journal->count;
                break;
        case RECORD_REISSUE:
                set_tokens(consignment, record);
                consignment->void_before = record->nbf;
                consignment->revoked = false;
                break;
        case RECORD_REVOKE:
                consignment->void_before = (record->t > consignment->nbf ? record->t : consignment->nbf) + 1;
                consignment->revoked = true;
                break;
        }
}

static int read_line(struct journal *journal, const char *line, size_t len, struct problems *problems) {
        struct record record;
        enum text_id why;
        int r;

        r = record_parse(line, len, problems, &record);
        if (r != 0)
                return r;
        why = contradiction(find(journal, record.cti), &record);
        if (why != TEXT_NONE)
                return problems_add(problems, why, NULL);
        r = reserve(journal, 1);
        if (r < 0)
                return r;
        apply(journal, &record);
        return 0;
}

int journal_parse(const uint8_t *bytes, size_t len, struct problems *problems, struct journal **ret_journal) {
        struct journal *journal CLEANUP(journal_cleanup) = calloc(1, sizeof(*journal));
        struct reader reader = reader_over(bytes, len);
        size_t line_len, number = 0;
        const char *line;
        int r;

        if (!journal)
                return -ENOMEM;
        while (reader_line(&reader, &line, &line_len)) {
                problems_at(problems, TEXT_PROBLEM_AT_JOURNAL, "line", NUMERAL(++number), NULL);
                r = read_line(journal, line, line_len, problems);
                if (r != 0) {
                        problems_at(problems, TEXT_NONE, NULL);
                        return r;
                }
        }
        problems_at(problems, TEXT_NONE, NULL);
        journal->good_len = len - reader.len;
        journal->torn_len = reader.len;
        *ret_journal = journal;
        journal = NULL;
        return 0;
}

int journal_read(const char *path, struct problems *problems, struct journal **ret_journal) {
        struct buffer bytes = BUFFER_INIT;
        int r;

        r = file_read(path, JOURNAL_MAX_LEN, &bytes);
        if (r < 0 && r != -ENOENT)
                return r;
        r = journal_parse(bytes.data, bytes.len, problems, ret_journal);
        buffer_deinit(&bytes);
        return r;
}

void journal_free(struct journal *journal) {
        if (!journal)
                return;
        free(journal->consignments);
        free(journal->index);
        free(journal);
}

bool journal_reference_used(const struct journal *journal, const uint8_t tag[TAG_LEN], uint32_t now_s) {
        for (size_t i = 0; i < journal->count; i++) {
                const struct issuance *consignment = &journal->consignments[i];

                if (!consignment->revoked && consignment->last_exp > now_s && memcmp(consignment->reference_tag, tag, TAG_LEN) == 0)
                        return true;
        }
        return false;
}

/* Copies what a cut write left behind to path.torn. */
static int keep_torn(const struct journal *journal, int fd, const char *path) {
        char beside[PATH_MAX];
        uint8_t *rest;
        ssize_t len;
        int n, r;

        n = snprintf(beside, sizeof(beside), "%s.torn", path);
        if (n < 0 || (size_t)n >= sizeof(beside))
                return -ENAMETOOLONG;
        rest = malloc(journal->torn_len);
        if (!rest)
                return -ENOMEM;
        len = pread(fd, rest, journal->torn_len, (off_t)journal->good_len);
        r = len < 0 ? -errno : file_replace(beside, rest, (size_t)len, 0600);
        free(rest);
        return r;
}

static int write_at(int fd, const uint8_t *bytes, size_t len, size_t at) {
        while (len > 0) {
                ssize_t n = pwrite(fd, bytes, len, (off_t)at);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                bytes += n;
                at += (size_t)n;
                len -= (size_t)n;
        }
        return 0;
}

static int append_bytes(struct journal *journal, const char *path, const struct buffer *text) {
        struct stat st;
        int fd, r = 0;

        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        if (fstat(fd, &st) < 0)
                r = -errno;
        else if ((size_t)st.st_size != journal->good_len + journal->torn_len)
                r = -ESTALE; /* somebody wrote without the lock */
        else if (journal->torn_len > 0)
                r = keep_torn(journal, fd, path);
        if (r < 0) {
                close(fd);
                return r;
        }
        if (journal->torn_len > 0 && ftruncate(fd, (off_t)journal->good_len) < 0)
                r = -errno;
        if (r == 0)
                r = write_at(fd, text->data, text->len, journal->good_len);
        if (r == 0 && fdatasync(fd) < 0)
                r = -errno;
        if (r == 0 && journal->good_len == 0)
                r = file_sync_parent(path);
        /* A line without its end would be stepped over anyway; cutting it off keeps the file clean. */
        if (r < 0 && ftruncate(fd, (off_t)journal->good_len) == 0)
                journal->torn_len = 0;
        close(fd);
        return r;
}

int journal_append(struct journal *journal, const char *path, const struct record *records, size_t count) {
        struct buffer text = BUFFER_INIT_MAX(JOURNAL_MAX_LEN);
        int r = 0;

        for (size_t i = 0; i < count && r == 0; i++)
                r = record_append(&records[i], &text);
        if (r == 0 && journal->good_len + text.len > JOURNAL_MAX_LEN)
                r = -EFBIG;
        if (r == 0)
                r = reserve(journal, count);
        if (r == 0)
                r = append_bytes(journal, path, &text);
        if (r == 0) {
                journal->good_len += text.len;
                journal->torn_len = 0;
                for (size_t i = 0; i < count; i++)
                        apply(journal, &records[i]);
        }
        buffer_deinit(&text);
        return r;
}
