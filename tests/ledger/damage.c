/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ledger/damage.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/export.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

struct sample_ledger *damage_ledger;
struct vkey damage_vkey;

void damage_export(uint64_t size, const char *name) {
        struct ledger_source source = sample_ledger_source(damage_ledger, size);
        struct checkpoint checkpoint;
        struct finding finding = { 0 };

        if (ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(damage_ledger), scratch_path(name, NULL), NULL, NULL, &checkpoint, &finding) != 0)
                fail_msg("%s", finding.text);
}

int damage_set_up(void **state) {
        scratch_make();
        damage_ledger = sample_ledger_new(70000, 1);
        damage_vkey = sample_ledger_vkey(damage_ledger);
        damage_export(DAMAGE_SIZE, "out");
        return 0;
}

int damage_tear_down(void **state) {
        scratch_remove();
        sample_ledger_free(damage_ledger);
        return 0;
}

const char *damage_at(const char *name) {
        return scratch_path("out", name);
}

void damage_put(const char *name, const char *text) {
        scratch_write(damage_at(name), text, strlen(text));
}

void damage_append(const char *name, const char *text) {
        struct buffer bytes = scratch_read(damage_at(name));

        assert_int_equal(buffer_append_text(&bytes, text), 0);
        scratch_write(damage_at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

void damage_cut(const char *name, const char *count) {
        struct buffer bytes = scratch_read(damage_at(name));

        scratch_write(damage_at(name), bytes.data, bytes.len - (size_t)(count[0] - '0'));
        buffer_deinit(&bytes);
}

/* "old=new", once. */
void damage_replace(const char *name, const char *change) {
        struct buffer bytes = scratch_read(damage_at(name)), result = BUFFER_INIT;
        const char *equals = strchr(change, '=');
        size_t old_len = (size_t)(equals - change);
        const uint8_t *found = memmem(bytes.data, bytes.len, change, old_len);

        assert_non_null(found);
        assert_int_equal(buffer_append(&result, bytes.data, (size_t)(found - bytes.data)), 0);
        assert_int_equal(buffer_append_text(&result, equals + 1), 0);
        assert_int_equal(buffer_append(&result, found + old_len, bytes.len - (size_t)(found - bytes.data) - old_len), 0);
        scratch_write(damage_at(name), result.data, result.len);
        buffer_deinit(&bytes);
        buffer_deinit(&result);
}

void damage_enlarge(const char *name, const char *unused) {
        assert_int_equal(truncate(damage_at(name), (off_t)1 << 33), 0);
}

void damage_move_away(const char *name, const char *unused) {
        assert_int_equal(rename(damage_at(name), scratch_path("aside", NULL)), 0);
}

void damage_link_away(const char *name, const char *unused) {
        damage_move_away(name, NULL);
        assert_int_equal(symlink(scratch_path("aside", NULL), damage_at(name)), 0);
}

void damage_pipe_there(const char *name, const char *unused) {
        damage_move_away(name, NULL);
        assert_int_equal(mkfifo(damage_at(name), 0600), 0);
}

void damage_folder_there(const char *name, const char *unused) {
        damage_move_away(name, NULL);
        assert_int_equal(mkdir(damage_at(name), 0700), 0);
}

void damage_make(const char *name, const char *text) {
        char path[512];

        snprintf(path, sizeof(path), "%s", damage_at(name));
        for (char *slash = path + strlen(damage_at("")); (slash = strchr(slash, '/')); *slash++ = '/') {
                *slash = 0;
                (void)mkdir(path, 0700);
        }
        damage_put(name, text);
}

void damage_copy(const char *name, const char *from) {
        struct buffer bytes = scratch_read(damage_at(from));

        damage_make(name, "");
        scratch_write(damage_at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

/* The text of a checkpoint, really signed with the ledger's key. */
void damage_sign(const char *name, const char *text) {
        struct buffer note = BUFFER_INIT;

        assert_int_equal(note_sign(text, strlen(text), SAMPLE_ORIGIN, sample_ledger_key(damage_ledger), &note), 0);
        scratch_write(damage_at(name), note.data, note.len);
        buffer_deinit(&note);
}

/* The tree of another ledger that has one entry different, all of it signed; `name` is left as it was here. */
void damage_fork_all_but(const char *name, const char *unused) {
        struct buffer bytes = scratch_read(damage_at(name));

        sample_ledger_falsify(damage_ledger, 299, true);
        scratch_clear("out");
        damage_export(DAMAGE_SIZE, "out");
        scratch_write(damage_at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}
