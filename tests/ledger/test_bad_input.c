/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A table of what a stranger may do to each file of an export: the verdict names
 * it, and nothing is written. The base is an export of 300 entries; a change to
 * the checkpoint's text is signed anew with the ledger's own key where that is
 * what the case is about.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"
#include "tests/support/share.h"

enum { SIZE = 300, FLIPS = 10000 };

static struct sample_ledger *ledger;
static struct ledger_verdict verdict;
static struct vkey vkey;

static void export_sample(uint64_t size, const char *name) {
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct checkpoint checkpoint;
        struct finding finding = { 0 };

        if (ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(ledger), scratch_path(name, NULL), NULL, NULL, &checkpoint, &finding) != 0)
                fail_msg("%s", finding.text);
}

static int setup(void **state) {
        scratch_make();
        ledger = sample_ledger_new(70000, 1);
        vkey = sample_ledger_vkey(ledger);
        export_sample(SIZE, "out");
        return 0;
}

static int teardown(void **state) {
        scratch_remove();
        sample_ledger_free(ledger);
        return 0;
}

static const char *at(const char *name) {
        return scratch_path("out", name);
}

/* ---- ways to damage ---- */

static void put(const char *name, const char *text) {
        scratch_write(at(name), text, strlen(text));
}

static void append(const char *name, const char *text) {
        struct buffer bytes = scratch_read(at(name));

        assert_int_equal(buffer_append_text(&bytes, text), 0);
        scratch_write(at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

static void cut(const char *name, const char *count) {
        struct buffer bytes = scratch_read(at(name));

        scratch_write(at(name), bytes.data, bytes.len - (size_t)(count[0] - '0'));
        buffer_deinit(&bytes);
}

/* "old=new", once. */
static void replace(const char *name, const char *change) {
        struct buffer bytes = scratch_read(at(name)), result = BUFFER_INIT;
        const char *equals = strchr(change, '=');
        size_t old_len = (size_t)(equals - change);
        const uint8_t *found = memmem(bytes.data, bytes.len, change, old_len);

        assert_non_null(found);
        assert_int_equal(buffer_append(&result, bytes.data, (size_t)(found - bytes.data)), 0);
        assert_int_equal(buffer_append_text(&result, equals + 1), 0);
        assert_int_equal(buffer_append(&result, found + old_len, bytes.len - (size_t)(found - bytes.data) - old_len), 0);
        scratch_write(at(name), result.data, result.len);
        buffer_deinit(&bytes);
        buffer_deinit(&result);
}

static void enlarge(const char *name, const char *unused) {
        assert_int_equal(truncate(at(name), (off_t)1 << 33), 0);
}

static void move_away(const char *name, const char *unused) {
        assert_int_equal(rename(at(name), scratch_path("aside", NULL)), 0);
}

static void link_away(const char *name, const char *unused) {
        move_away(name, NULL);
        assert_int_equal(symlink(scratch_path("aside", NULL), at(name)), 0);
}

static void pipe_there(const char *name, const char *unused) {
        move_away(name, NULL);
        assert_int_equal(mkfifo(at(name), 0600), 0);
}

static void folder_there(const char *name, const char *unused) {
        move_away(name, NULL);
        assert_int_equal(mkdir(at(name), 0700), 0);
}

static void make(const char *name, const char *text) {
        char path[512];

        snprintf(path, sizeof(path), "%s", at(name));
        for (char *slash = path + strlen(at("")); (slash = strchr(slash, '/')); *slash++ = '/') {
                *slash = 0;
                (void)mkdir(path, 0700);
        }
        put(name, text);
}

static void copy(const char *name, const char *from) {
        struct buffer bytes = scratch_read(at(from));

        make(name, "");
        scratch_write(at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

/* The text of a checkpoint, really signed with the ledger's key. */
static void sign(const char *name, const char *text) {
        struct buffer note = BUFFER_INIT;

        assert_int_equal(note_sign(text, strlen(text), SAMPLE_ORIGIN, sample_ledger_key(ledger), &note), 0);
        scratch_write(at(name), note.data, note.len);
        buffer_deinit(&note);
}

/* The tree of another ledger that has one entry different, all of it signed; `name` is left as it was here. */
static void fork_all_but(const char *name, const char *unused) {
        struct buffer bytes = scratch_read(at(name));

        sample_ledger_falsify(ledger, 299, true);
        scratch_clear("out");
        export_sample(SIZE, "out");
        scratch_write(at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

/* ---- the table ---- */

#define ORIGIN SAMPLE_ORIGIN "\n"
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static const struct bad {
        void (*damage)(const char *name, const char *argument);
        const char *name, *argument, *says;
} table[] = {
        /* sizes */
        { enlarge, "checkpoint", NULL, "checkpoint is longer than it can be" },
        { enlarge, "vkey", NULL, "vkey is longer than it can be" },
        { enlarge, "tile/0/000", NULL, "tile/0/000 is longer than it can be" },
        { enlarge, "tile/1/000.p/1", NULL, "tile/1/000.p/1 is longer than it can be" },
        { enlarge, "tile/entries/000", NULL, "tile/entries/000 is longer than it can be" },
        { enlarge, "entries.jsonl", NULL, "entries.jsonl goes on after the last entry" },
        { enlarge, "entries.csv", NULL, "entries.csv goes on after the last entry" },
        { cut, "tile/0/000", "1", "tile/0/000 is not 256 hashes long" },
        { append, "tile/0/001.p/44", "x", "tile/0/001.p/44 is not 44 hashes long" },
        { append, "tile/1/000.p/1", "0123456789abcdef0123456789abcdef", "tile/1/000.p/1 is not 1 hashes long" },
        { put, "tile/1/000.p/1", "", "tile/1/000.p/1 is not 1 hashes long" },
        { cut, "tile/entries/000", "1", "tile/entries/000: entry 255 is cut" },
        { cut, "entries.jsonl", "1", "entries.jsonl: line 300 is not entry 299" },
        { cut, "entries.csv", "1", "entries.csv: line 301 is not that of entry 299" },
        { put, "entries.csv", "", "entries.csv: line 1 does not have the names" },
        { append, "tile/entries/001.p/44", "x", "tile/entries/001.p/44 goes on after its last entry" },
        { put, "tile/entries/001.p/44", "\xff\xff{}", "entry 256 is cut" },
        { append, "entries.jsonl", "\n", "entries.jsonl goes on" },
        { put, "checkpoint", "", "checkpoint is not a signed note" },
        /* numbers */
        { sign, "checkpoint", ORIGIN "0300\n" ZEROS, "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "-1\n" ZEROS, "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "3e2\n" ZEROS, "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "9223372036854775808\n" ZEROS, "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "18446744073709551916\n" ZEROS, "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "9223372036854775807\n" ZEROS, "tile/0/001 is missing" },
        { sign, "checkpoint", ORIGIN "301\n" ZEROS, "tile/0/001.p/45 is missing" },
        { sign, "checkpoint", ORIGIN "299\n" ZEROS, "tile/0/001.p/43 is missing" },
        { sign, "checkpoint", ORIGIN "0\n" ZEROS, "its root hash is not that of the 0 entries" },
        { sign, "checkpoint", ORIGIN "300\n" ZEROS, "its root hash is not that of the 300 entries" },
        { replace, "tile/entries/000", "\"n\":17,=\"n\":18,", "tile/entries/000: entry 17 calls itself 18" },
        { replace, "tile/entries/000", "\"n\":17,=\"n\":-1,", "tile/entries/000: entry 17 is not in the form" },
        { replace, "tile/entries/000", "\"n\":5,\"t\":1=\"n\":5,\"t\":2", "tile/entries/000: entry 5 does not have the hash" },
        { replace, "tile/entries/001.p/44", "\"K017\",\"n\":260=\"K018\",\"n\":260", "tile/entries/001.p/44: entry 260 is of box K018" },
        { replace, "tile/entries/000", "\"v\":1,\"box\":\"K017\",\"n\":0=\"v\":2,\"box\":\"K017\",\"n\":0", "entry 0 is not in the form" },
        { replace, "entries.jsonl", "\"n\":17,=\"n\":18,", "entries.jsonl: line 18 is not entry 17" },
        { replace, "entries.jsonl", "\n=\r\n", "entries.jsonl: line 1 is not entry 0" },
        { replace, "entries.csv", "\r\n7,=\r\n8,", "entries.csv: line 9 is not that of entry 7" },
        { replace, "entries.csv", "n,time=m,time", "entries.csv: line 1" },
        /* base64, signatures, keys */
        { sign, "checkpoint", ORIGIN "300\nAAAA\n", "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "300\n*AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "checkpoint is not a checkpoint" },
        { sign, "checkpoint", ORIGIN "300\n", "checkpoint is not a checkpoint" },
        { sign, "checkpoint", "example.org/pickupbox/K018\n300\n" ZEROS, "the given key has signed it, but the ledger is example.org/pickupbox/K018" },
        { replace, "checkpoint", "300=301", "the signature of the given key is wrong" },
        { replace, "checkpoint", "\xe2\x80\x94 =", "checkpoint is not a signed note" },
        { replace, "checkpoint", "\xe2\x80\x94 example=\xe2\x80\x94 ixample", "no given key has signed it" },
        { replace, "checkpoint", "K017=\xff\xfe" "17", "checkpoint is not a signed note" },
        { cut, "checkpoint", "5", "checkpoint is not a signed note" },
        { append, "checkpoint", "more\n", "checkpoint is not a signed note" },
        { put, "vkey", "", "vkey is not a verifier key" },
        { put, "vkey", "example.org/pickupbox/K017+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "vkey is not a verifier key" },
        { put, "vkey", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "not by the key in vkey" },
        { cut, "vkey", "1", "vkey is not a verifier key" },
        /* missing */
        { move_away, "checkpoint", NULL, "checkpoint is missing" },
        { move_away, "tile/0/000", NULL, "tile/0/000 is missing" },
        { move_away, "tile/1/000.p/1", NULL, "tile/1/000.p/1 is missing" },
        { move_away, "tile/entries/001.p/44", NULL, "tile/entries/001.p/44 is missing" },
        { move_away, "tile/entries", NULL, "tile/entries/000 is missing" },
        { move_away, "tile", NULL, "tile/0/000 is missing" },
        /* what desktops leave is no part of it, and no reason to doubt it */
        { make, "desktop.ini", "x", NULL },
        { make, "tile/.DS_Store", "x", NULL },
        { make, "tile/0/._000", "x", NULL },
        { make, "Thumbs.db", "x", NULL },
        /* surplus, paths */
        { make, "notes.txt", "x", "notes.txt does not belong" },
        { make, ".hidden", "", ".hidden does not belong" },
        { make, "checkpoint.new", "", "checkpoint.new does not belong" },
        { make, "entries.jsonl~", "", "entries.jsonl~ does not belong" },
        { make, "tile/0/002", "x", "tile/0/002 does not belong" },
        { make, "tile/0/001", "x", "tile/0/001 does not belong" },
        { make, "tile/entries/001", "x", "tile/entries/001 does not belong" },
        { make, "tile/7/000", "x", "tile/7/000 does not belong" },
        { make, "tile/8/000", "x", "tile/8/000 does not belong" },
        { make, "tile/00/000", "x", "tile/00/000 does not belong" },
        { make, "tile/-1/000", "x", "tile/-1/000 does not belong" },
        { make, "tile/0/0", "x", "tile/0/0 does not belong" },
        { make, "tile/0/x000/000", "x", "tile/0/x000/000 does not belong" },
        { make, "tile/0/001.p/0", "x", "tile/0/001.p/0 does not belong" },
        { make, "tile/0/001.p/044", "x", "tile/0/001.p/044 does not belong" },
        { make, "tile/0/000.p/256", "x", "tile/0/000.p/256 does not belong" },
        { make, "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "x", "does not belong" },
        { make, "tile/\xff\x1b[31m", "x", "tile/??[31m does not belong" },
        { make, "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o", "x", "a/b/c/d/e/f/g/h/i/j/k" },
        /* links and what is no file */
        { link_away, "checkpoint", NULL, "checkpoint is not a plain file" },
        { link_away, "vkey", NULL, "vkey is not a plain file" },
        { link_away, "tile/0/000", NULL, "tile/0/000 is not a plain file" },
        { link_away, "tile/entries/001.p/44", NULL, "tile/entries/001.p/44 is not a plain file" },
        { link_away, "entries.jsonl", NULL, "entries.jsonl is not a plain file" },
        { link_away, "tile/0", NULL, "tile/0/000 is" },
        { link_away, "tile", NULL, "tile/0/000 is" },
        { pipe_there, "checkpoint", NULL, "checkpoint is not a plain file" },
        { pipe_there, "tile/1/000.p/1", NULL, "tile/1/000.p/1 is not a plain file" },
        { pipe_there, "entries.csv", NULL, "entries.csv is not a plain file" },
        { folder_there, "checkpoint", NULL, "checkpoint is not a plain file" },
        { folder_there, "tile/0/001.p/44", NULL, "tile/0/001.p/44 is not a plain file" },
        /* a tree that forks */
        { fork_all_but, "checkpoint", NULL, "its root hash is not that of the 300 entries" },
        { fork_all_but, "tile/0/001.p/44", NULL, "tile/entries/001.p/44: entry 299 does not have the hash that tile/0 gives it" },
        { fork_all_but, "tile/entries/001.p/44", NULL, "entry 299 does not have the hash that tile/0 gives it" },
        { fork_all_but, "entries.jsonl", NULL, "entries.jsonl: line 300 is not entry 299" },
        { fork_all_but, "entries.csv", NULL, "entries.csv: line 301 is not that of entry 299" },
        { copy, "tile/0/001.p/43", "tile/0/001.p/44", "tile/0/001.p/43 is not 43 hashes long" },
        { copy, "tile/entries/000.p/44", "tile/entries/001.p/44", "tile/entries/000.p/44 holds something else than tile/entries/000" },
        { copy, "tile/entries/000.p/7", "tile/entries/000", "tile/entries/000.p/7 holds something else than tile/entries/000" },
        /* what an unfinished export excuses */
        { make, "unfinished", "", NULL },
        { make, "unfinished.new", "x", NULL },
};

static void clean_up(void) {
        /* What is too deep to be removed in one go. */
        if (rename(at("a/b/c/d/e/f"), at("f")) < 0)
                assert_int_equal(access(at("a"), F_OK), -1);
        scratch_clear("out");
        if (unlink(scratch_path("aside", NULL)) < 0)
                scratch_clear("aside");
}

static void every_bad_file_is_named_and_nothing_written(void **state) {
        unsigned count = 0;

        for (size_t i = 0; i < ARRAY_LEN(table); i++) {
                const struct bad *bad = &table[i];
                int r;

                bad->damage(bad->name, bad->argument);
                r = ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict);
                if (r != (bad->says ? LEDGER_E_INVALID : 0) || (bad->says && !strstr(verdict.finding.text, bad->says)))
                        fail_msg("case %zu, %s: %d, \"%s\" does not say \"%s\"", i, bad->name, r, verdict.finding.text, bad->says);
                count++;
                /* The ledger that the table's forks changed comes back too. */
                if (bad->damage == fork_all_but) {
                        sample_ledger_free(ledger);
                        ledger = sample_ledger_new(70000, 1);
                }
                clean_up();
                export_sample(SIZE, "out");
        }
        print_message("%u cases\n", count);
}

/* It is told, so that nobody takes it for verified; and an export into the folder goes on. */
static void what_a_desktop_left_is_set_aside(void **state) {
        make("tile/0/.DS_Store", "x");
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        assert_int_equal(verdict.aside.count, 1);
        assert_string_equal(verdict.aside.first.text, "tile/0/.DS_Store was left there by macOS");
        make("desktop.ini", "x");
        export_sample(SIZE, "out");
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        assert_int_equal(verdict.aside.count, 2);
        assert_int_equal(symlink("nowhere", at("Thumbs.db")), 0);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), LEDGER_E_INVALID);
        assert_string_equal(verdict.finding.text, "Thumbs.db is not a plain file");
        assert_int_equal(unlink(at("Thumbs.db")), 0);
        assert_int_equal(unlink(at("desktop.ini")), 0);
}

static void verifying_writes_nothing(void **state) {
        struct stat before, after;
        struct ledger_verdict other;

        replace("entries.jsonl", "\"n\":17,=\"n\":18,");
        assert_int_equal(rename(at("tile/1/000.p/1"), scratch_path("aside", NULL)), 0);
        assert_int_equal(stat(at("tile/1/000.p"), &before), 0);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), LEDGER_E_INVALID);
        assert_int_equal(ledger_compare(scratch_path("out", NULL), scratch_path("out", NULL), &vkey, 1, NULL, NULL, &other, &verdict),
                         LEDGER_E_INVALID);
        assert_int_equal(stat(at("tile/1/000.p"), &after), 0);
        assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
        assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
        assert_int_equal(access(at("unfinished"), F_OK), -1);
}

/* ---- an export into a hostile folder ---- */

static int export_again(struct finding *finding) {
        struct ledger_source source = sample_ledger_source(ledger, 600);
        struct checkpoint checkpoint;

        finding->text[0] = 0;
        return ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(ledger), scratch_path("out", NULL), NULL, NULL, &checkpoint, finding);
}

static void an_export_writes_into_no_file_of_somebody_else(void **state) {
        static const char *const names[] = { "entries.jsonl", "entries.csv" };
        struct finding finding;

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct buffer before = scratch_read(at(names[i])), after;

                assert_int_equal(rename(at(names[i]), scratch_path("aside", NULL)), 0);
                assert_int_equal(symlink(scratch_path("aside", NULL), at(names[i])), 0);
                assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
                assert_int_equal(unlink(at(names[i])), 0);
                assert_int_equal(link(scratch_path("aside", NULL), at(names[i])), 0);
                assert_true(export_again(&finding) < 0);
                after = scratch_read(scratch_path("aside", NULL));
                assert_int_equal(before.len, after.len);
                assert_memory_equal(before.data, after.data, before.len);
                assert_int_equal(unlink(scratch_path("aside", NULL)), 0);
                buffer_deinit(&before);
                buffer_deinit(&after);
        }
        /* Names that will be written are taken away first, and so is what they link to not touched. */
        scratch_write(scratch_path("mine", NULL), "mine", 4);
        assert_int_equal(symlink(scratch_path("mine", NULL), at("tile/0/001")), 0);
        assert_int_equal(symlink(scratch_path("mine", NULL), at("checkpoint.new")), 0);
        assert_int_equal(export_again(&finding), 0);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        assert_int_equal(verdict.size, 600);
        {
                struct buffer mine = scratch_read(scratch_path("mine", NULL));

                assert_int_equal(mine.len, 4);
                buffer_deinit(&mine);
        }
}

static void an_export_believes_no_mark_and_no_tile_unseen(void **state) {
        static const char words[] = "An export into this folder is being written, or was cut off: the next one finishes it.\n"
                                    "Until then the entries that the file \"checkpoint\" speaks of are whole, and no others.\n";
        static const char *const marks[] = {
                "", "size 300\n", "size 300\nentries.jsonl 99999999\nentries.csv 1\n", "size 300\nentries.jsonl 5\nentries.csv 5\n",
                "size 300\nentries.jsonl 0\nentries.csv 0\n", "size 300\nentries.jsonl -1\nentries.csv 0\n",
        };
        struct finding finding;

        for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
                char text[512];

                snprintf(text, sizeof(text), "%s%s", words, marks[i]);
                put("unfinished", text);
                assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        }
        assert_int_equal(unlink(at("unfinished")), 0);
        replace("tile/entries/001.p/44", "\"n\":260,=\"n\":261,");
        assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "newest entries"));
        replace("tile/entries/001.p/44", "\"n\":261,=\"n\":260,");
        cut("entries.jsonl", "3");
        assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "entries.jsonl does not end"));
        append("entries.jsonl", "\"}\n");
        replace("tile/1/000.p/1", "=x");
        assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        assert_int_equal(access(at("unfinished"), F_OK), -1);
}

/* ---- flips ---- */

/* xorshift: the same flips in every run. */
static uint32_t next_random(uint32_t *state) {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        return *state;
}

/* Behind the ledger's own signature, one of somebody whom the auditor does not know. */
static size_t add_unknown_signature(void) {
        struct buffer note = scratch_read(at("checkpoint"));
        struct secret_key *stranger;
        struct note parsed;
        size_t known_len = note.len;

        assert_int_equal(secret_key_generate(&stranger), 0);
        assert_int_equal(note_parse(buffer_text(&note), note.len, &parsed), 0);
        {
                char text[512];

                memcpy(text, parsed.text, parsed.text_len);
                assert_int_equal(note_add_signature(text, parsed.text_len, "stranger.example.net", stranger, &note), 0);
        }
        scratch_write(at("checkpoint"), note.data, note.len);
        secret_key_free(stranger);
        buffer_deinit(&note);
        return known_len;
}

struct flips {
        unsigned found, harmless;
        uint32_t random;
};

static void flip(struct flips *flips, const char *name, size_t known_len) {
        struct buffer bytes = scratch_read(at(name));
        size_t bit = (size_t)next_random(&flips->random) % (8 * bytes.len);
        int r;

        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        scratch_write(at(name), bytes.data, bytes.len);
        r = ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict);
        if (r == LEDGER_E_INVALID)
                flips->found++;
        else if (r == 0 && bit / 8 >= known_len)
                flips->harmless++;
        else
                fail_msg("%s: bit %zu turned, and nobody saw it (%d)", name, bit, r);
        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        scratch_write(at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

/* Tiles, bundles and the checkpoint in turn; within a kind, by chance. */
static void ten_thousand_flipped_bits_are_all_found(void **state) {
        static const char *const tiles[] = { "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1" };
        static const char *const bundles[] = { "tile/entries/000", "tile/entries/001.p/44" };
        struct flips flips = { .random = 20261124 };
        size_t known_len = add_unknown_signature();

        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        while (flips.found < FLIPS / share_stride()) {
                flip(&flips, tiles[next_random(&flips.random) % ARRAY_LEN(tiles)], SIZE_MAX);
                flip(&flips, bundles[next_random(&flips.random) % ARRAY_LEN(bundles)], SIZE_MAX);
                flip(&flips, "checkpoint", known_len);
        }
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        print_message("%u flips found; %u more damaged only the signature line of an unknown key\n", flips.found, flips.harmless);
        assert_true(flips.harmless > 0);
}

/* A tree of three levels of tiles, and bundles that several threads judge. */
static void flipped_bits_of_a_large_export_are_found(void **state) {
        static const char *const names[] = { "tile/0/000", "tile/0/200", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1",
                                             "tile/entries/000", "tile/entries/137", "tile/entries/273.p/112", "entries.jsonl", "entries.csv" };
        struct flips flips = { .random = 4711 };

        export_sample(70000, "out");
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                for (unsigned k = 0; k < 3; k++)
                        flip(&flips, names[i], SIZE_MAX);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict), 0);
        print_message("%u flips found\n", flips.found);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(every_bad_file_is_named_and_nothing_written),
                CASE(what_a_desktop_left_is_set_aside),
                CASE(verifying_writes_nothing),
                CASE(an_export_writes_into_no_file_of_somebody_else),
                CASE(an_export_believes_no_mark_and_no_tile_unseen),
                CASE(ten_thousand_flipped_bits_are_all_found),
                CASE(flipped_bits_of_a_large_export_are_found),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
