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

#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/ledger/damage.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

static struct ledger_verdict verdict;

/* ---- the table ---- */

#define ORIGIN SAMPLE_ORIGIN "\n"
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static const struct bad {
        damage_fn *damage;
        const char *name, *argument, *says;
} table[] = {
        /* sizes */
        { damage_enlarge, "checkpoint", NULL, "checkpoint is longer than it can be" },
        { damage_enlarge, "vkey", NULL, "vkey is longer than it can be" },
        { damage_enlarge, "tile/0/000", NULL, "tile/0/000 is longer than it can be" },
        { damage_enlarge, "tile/1/000.p/1", NULL, "tile/1/000.p/1 is longer than it can be" },
        { damage_enlarge, "tile/entries/000", NULL, "tile/entries/000 is longer than it can be" },
        { damage_enlarge, "entries.jsonl", NULL, "entries.jsonl goes on after the last entry" },
        { damage_enlarge, "entries.csv", NULL, "entries.csv goes on after the last entry" },
        { damage_cut, "tile/0/000", "1", "tile/0/000 is not 256 hashes long" },
        { damage_append, "tile/0/001.p/44", "x", "tile/0/001.p/44 is not 44 hashes long" },
        { damage_append, "tile/1/000.p/1", "0123456789abcdef0123456789abcdef", "tile/1/000.p/1 is not 1 hashes long" },
        { damage_put, "tile/1/000.p/1", "", "tile/1/000.p/1 is not 1 hashes long" },
        { damage_cut, "tile/entries/000", "1", "tile/entries/000: entry 255 is cut" },
        { damage_cut, "entries.jsonl", "1", "entries.jsonl: line 300 is not entry 299" },
        { damage_cut, "entries.csv", "1", "entries.csv: line 301 is not that of entry 299" },
        { damage_put, "entries.csv", "", "entries.csv: line 1 does not have the names" },
        { damage_append, "tile/entries/001.p/44", "x", "tile/entries/001.p/44 goes on after its last entry" },
        { damage_put, "tile/entries/001.p/44", "\xff\xff{}", "entry 256 is cut" },
        { damage_append, "entries.jsonl", "\n", "entries.jsonl goes on" },
        { damage_put, "checkpoint", "", "checkpoint is not a signed note" },
        /* numbers */
        { damage_sign, "checkpoint", ORIGIN "0300\n" ZEROS, "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "-1\n" ZEROS, "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "3e2\n" ZEROS, "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "9223372036854775808\n" ZEROS, "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "18446744073709551916\n" ZEROS, "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "9223372036854775807\n" ZEROS, "tile/0/001 is missing" },
        { damage_sign, "checkpoint", ORIGIN "301\n" ZEROS, "tile/0/001.p/45 is missing" },
        { damage_sign, "checkpoint", ORIGIN "299\n" ZEROS, "tile/0/001.p/43 is missing" },
        { damage_sign, "checkpoint", ORIGIN "0\n" ZEROS, "its root hash is not that of the 0 entries" },
        { damage_sign, "checkpoint", ORIGIN "300\n" ZEROS, "its root hash is not that of the 300 entries" },
        { damage_replace, "tile/entries/000", "\"n\":17,=\"n\":18,", "tile/entries/000: entry 17 calls itself 18" },
        { damage_replace, "tile/entries/000", "\"n\":17,=\"n\":-1,", "tile/entries/000: entry 17 is not in the form" },
        { damage_replace, "tile/entries/000", "\"n\":5,\"t\":1=\"n\":5,\"t\":2", "tile/entries/000: entry 5 does not have the hash" },
        { damage_replace, "tile/entries/001.p/44", "\"K017\",\"n\":260=\"K018\",\"n\":260", "tile/entries/001.p/44: entry 260 is of box K018" },
        { damage_replace, "tile/entries/000", "\"v\":1,\"box\":\"K017\",\"n\":0=\"v\":2,\"box\":\"K017\",\"n\":0", "entry 0 is not in the form" },
        { damage_replace, "entries.jsonl", "\"n\":17,=\"n\":18,", "entries.jsonl: line 18 is not entry 17" },
        { damage_replace, "entries.jsonl", "\n=\r\n", "entries.jsonl: line 1 is not entry 0" },
        { damage_replace, "entries.csv", "\r\n7,=\r\n8,", "entries.csv: line 9 is not that of entry 7" },
        { damage_replace, "entries.csv", "n,time=m,time", "entries.csv: line 1" },
        /* base64, signatures, keys */
        { damage_sign, "checkpoint", ORIGIN "300\nAAAA\n", "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "300\n*AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", ORIGIN "300\n", "checkpoint is not a checkpoint" },
        { damage_sign, "checkpoint", "example.org/pickupbox/K018\n300\n" ZEROS, "the given key has signed it, but the ledger is example.org/pickupbox/K018" },
        { damage_replace, "checkpoint", "300=301", "the signature of the given key is wrong" },
        { damage_replace, "checkpoint", "\xe2\x80\x94 =", "checkpoint is not a signed note" },
        { damage_replace, "checkpoint", "\xe2\x80\x94 example=\xe2\x80\x94 ixample", "no given key has signed it" },
        { damage_replace, "checkpoint", "K017=\xff\xfe" "17", "checkpoint is not a signed note" },
        { damage_cut, "checkpoint", "5", "checkpoint is not a signed note" },
        { damage_append, "checkpoint", "more\n", "checkpoint is not a signed note" },
        { damage_put, "vkey", "", "vkey is not a verifier key" },
        { damage_put, "vkey", "example.org/pickupbox/K017+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "vkey is not a verifier key" },
        { damage_put, "vkey", "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "not by the key in vkey" },
        { damage_cut, "vkey", "1", "vkey is not a verifier key" },
        /* missing */
        { damage_move_away, "checkpoint", NULL, "checkpoint is missing" },
        { damage_move_away, "tile/0/000", NULL, "tile/0/000 is missing" },
        { damage_move_away, "tile/1/000.p/1", NULL, "tile/1/000.p/1 is missing" },
        { damage_move_away, "tile/entries/001.p/44", NULL, "tile/entries/001.p/44 is missing" },
        { damage_move_away, "tile/entries", NULL, "tile/entries/000 is missing" },
        { damage_move_away, "tile", NULL, "tile/0/000 is missing" },
        /* what desktops leave is no part of it, and no reason to doubt it */
        { damage_make, "desktop.ini", "x", NULL },
        { damage_make, "tile/.DS_Store", "x", NULL },
        { damage_make, "tile/0/._000", "x", NULL },
        { damage_make, "Thumbs.db", "x", NULL },
        /* surplus, paths */
        { damage_make, "notes.txt", "x", "notes.txt does not belong" },
        { damage_make, ".hidden", "", ".hidden does not belong" },
        { damage_make, "checkpoint.new", "", "checkpoint.new does not belong" },
        { damage_make, "entries.jsonl~", "", "entries.jsonl~ does not belong" },
        { damage_make, "tile/0/002", "x", "tile/0/002 does not belong" },
        { damage_make, "tile/0/001", "x", "tile/0/001 does not belong" },
        { damage_make, "tile/entries/001", "x", "tile/entries/001 does not belong" },
        { damage_make, "tile/7/000", "x", "tile/7/000 does not belong" },
        { damage_make, "tile/8/000", "x", "tile/8/000 does not belong" },
        { damage_make, "tile/00/000", "x", "tile/00/000 does not belong" },
        { damage_make, "tile/-1/000", "x", "tile/-1/000 does not belong" },
        { damage_make, "tile/0/0", "x", "tile/0/0 does not belong" },
        { damage_make, "tile/0/x000/000", "x", "tile/0/x000/000 does not belong" },
        { damage_make, "tile/0/001.p/0", "x", "tile/0/001.p/0 does not belong" },
        { damage_make, "tile/0/001.p/044", "x", "tile/0/001.p/044 does not belong" },
        { damage_make, "tile/0/000.p/256", "x", "tile/0/000.p/256 does not belong" },
        { damage_make, "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "x", "does not belong" },
        { damage_make, "tile/\xff\x1b[31m", "x", "tile/??[31m does not belong" },
        { damage_make, "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o", "x", "a/b/c/d/e/f/g/h/i/j/k" },
        /* links and what is no file */
        { damage_link_away, "checkpoint", NULL, "checkpoint is not a plain file" },
        { damage_link_away, "vkey", NULL, "vkey is not a plain file" },
        { damage_link_away, "tile/0/000", NULL, "tile/0/000 is not a plain file" },
        { damage_link_away, "tile/entries/001.p/44", NULL, "tile/entries/001.p/44 is not a plain file" },
        { damage_link_away, "entries.jsonl", NULL, "entries.jsonl is not a plain file" },
        { damage_link_away, "tile/0", NULL, "tile/0/000 is" },
        { damage_link_away, "tile", NULL, "tile/0/000 is" },
        { damage_pipe_there, "checkpoint", NULL, "checkpoint is not a plain file" },
        { damage_pipe_there, "tile/1/000.p/1", NULL, "tile/1/000.p/1 is not a plain file" },
        { damage_pipe_there, "entries.csv", NULL, "entries.csv is not a plain file" },
        { damage_folder_there, "checkpoint", NULL, "checkpoint is not a plain file" },
        { damage_folder_there, "tile/0/001.p/44", NULL, "tile/0/001.p/44 is not a plain file" },
        /* a tree that forks */
        { damage_fork_all_but, "checkpoint", NULL, "its root hash is not that of the 300 entries" },
        { damage_fork_all_but, "tile/0/001.p/44", NULL, "tile/entries/001.p/44: entry 299 does not have the hash that tile/0 gives it" },
        { damage_fork_all_but, "tile/entries/001.p/44", NULL, "entry 299 does not have the hash that tile/0 gives it" },
        { damage_fork_all_but, "entries.jsonl", NULL, "entries.jsonl: line 300 is not entry 299" },
        { damage_fork_all_but, "entries.csv", NULL, "entries.csv: line 301 is not that of entry 299" },
        { damage_copy, "tile/0/001.p/43", "tile/0/001.p/44", "tile/0/001.p/43 is not 43 hashes long" },
        { damage_copy, "tile/entries/000.p/44", "tile/entries/001.p/44", "tile/entries/000.p/44 holds something else than tile/entries/000" },
        { damage_copy, "tile/entries/000.p/7", "tile/entries/000", "tile/entries/000.p/7 holds something else than tile/entries/000" },
        /* what an unfinished export excuses */
        { damage_make, "unfinished", "", NULL },
        { damage_make, "unfinished.new", "x", NULL },
};

static void clean_up(void) {
        /* What is too deep to be removed in one go. */
        if (rename(damage_at("a/b/c/d/e/f"), damage_at("f")) < 0)
                assert_int_equal(access(damage_at("a"), F_OK), -1);
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
                r = ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict);
                if (r != (bad->says ? LEDGER_E_INVALID : 0) || (bad->says && !strstr(verdict.finding.text, bad->says)))
                        fail_msg("case %zu, %s: %d, \"%s\" does not say \"%s\"", i, bad->name, r, verdict.finding.text, bad->says);
                count++;
                /* The ledger that the table's forks changed comes back too. */
                if (bad->damage == damage_fork_all_but) {
                        sample_ledger_free(damage_ledger);
                        damage_ledger = sample_ledger_new(70000, 1);
                }
                clean_up();
                damage_export(DAMAGE_SIZE, "out");
        }
        print_message("%u cases\n", count);
}

/* It is told, so that nobody takes it for verified; and an export into the folder goes on. */
static void what_a_desktop_left_is_set_aside(void **state) {
        damage_make("tile/0/.DS_Store", "x");
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), 0);
        assert_int_equal(verdict.aside.count, 1);
        assert_string_equal(verdict.aside.first.text, "tile/0/.DS_Store was left there by macOS");
        damage_make("desktop.ini", "x");
        damage_export(DAMAGE_SIZE, "out");
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), 0);
        assert_int_equal(verdict.aside.count, 2);
        assert_int_equal(symlink("nowhere", damage_at("Thumbs.db")), 0);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), LEDGER_E_INVALID);
        assert_string_equal(verdict.finding.text, "Thumbs.db is not a plain file");
        assert_int_equal(unlink(damage_at("Thumbs.db")), 0);
        assert_int_equal(unlink(damage_at("desktop.ini")), 0);
}

static void verifying_writes_nothing(void **state) {
        struct stat before, after;
        struct ledger_verdict other;

        damage_replace("entries.jsonl", "\"n\":17,=\"n\":18,");
        assert_int_equal(rename(damage_at("tile/1/000.p/1"), scratch_path("aside", NULL)), 0);
        assert_int_equal(stat(damage_at("tile/1/000.p"), &before), 0);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), LEDGER_E_INVALID);
        assert_int_equal(ledger_compare(scratch_path("out", NULL), scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &other, &verdict),
                         LEDGER_E_INVALID);
        assert_int_equal(stat(damage_at("tile/1/000.p"), &after), 0);
        assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
        assert_int_equal(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
        assert_int_equal(access(damage_at("unfinished"), F_OK), -1);
}

/* ---- an export into a hostile folder ---- */

static int export_again(struct finding *finding) {
        struct ledger_source source = sample_ledger_source(damage_ledger, 600);
        struct checkpoint checkpoint;

        finding->text[0] = 0;
        return ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(damage_ledger), scratch_path("out", NULL), NULL, NULL, &checkpoint, finding);
}

static void an_export_writes_into_no_file_of_somebody_else(void **state) {
        static const char *const names[] = { "entries.jsonl", "entries.csv" };
        struct finding finding;

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct buffer before = scratch_read(damage_at(names[i])), after;

                assert_int_equal(rename(damage_at(names[i]), scratch_path("aside", NULL)), 0);
                assert_int_equal(symlink(scratch_path("aside", NULL), damage_at(names[i])), 0);
                assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
                assert_int_equal(unlink(damage_at(names[i])), 0);
                assert_int_equal(link(scratch_path("aside", NULL), damage_at(names[i])), 0);
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
        assert_int_equal(symlink(scratch_path("mine", NULL), damage_at("tile/0/001")), 0);
        assert_int_equal(symlink(scratch_path("mine", NULL), damage_at("checkpoint.new")), 0);
        assert_int_equal(export_again(&finding), 0);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), 0);
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
                damage_put("unfinished", text);
                assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        }
        assert_int_equal(unlink(damage_at("unfinished")), 0);
        damage_replace("tile/entries/001.p/44", "\"n\":260,=\"n\":261,");
        assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "newest entries"));
        damage_replace("tile/entries/001.p/44", "\"n\":261,=\"n\":260,");
        damage_cut("entries.jsonl", "3");
        assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "entries.jsonl does not end"));
        damage_append("entries.jsonl", "\"}\n");
        damage_replace("tile/1/000.p/1", "=x");
        assert_int_equal(export_again(&finding), LEDGER_E_INVALID);
        assert_int_equal(access(damage_at("unfinished"), F_OK), -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, damage_set_up, damage_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(every_bad_file_is_named_and_nothing_written),
                CASE(what_a_desktop_left_is_set_aside),
                CASE(verifying_writes_nothing),
                CASE(an_export_writes_into_no_file_of_somebody_else),
                CASE(an_export_believes_no_mark_and_no_tile_unseen),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
