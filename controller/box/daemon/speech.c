/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/speech.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"
#include "ui/po/catalogue.h"

enum { SENTENCE_MAX = 512, DIGITS_SIZE = 2 * SCREEN_ENTRY_MAX + 2 };

void speech_init(struct speech *speech) {
        *speech = (struct speech){ .said = BUFFER_INIT_MAX(VOICE_TEXT_MAX), .screen = SCREEN_COUNT,
                                   .volume = VOICE_VOLUME_START };
}

static void forget_said(struct speech *speech) {
        buffer_wipe(&speech->said);
        speech->said = (struct buffer)BUFFER_INIT_MAX(VOICE_TEXT_MAX);
}

void speech_deinit(struct speech *speech) {
        forget_said(speech);
}

static void say(struct daemon *daemon, const char *text, bool personal) {
        const struct screen *screen = box_screen(daemon->box);
        int r;

        daemon->speech.count++;
        r = voice_say(daemon->devices.voice, text, language_tag(screen->look.language), personal || screen->look.headset);
        if (r < 0)
                journal_log(LOG_WARNING, "hardware: nothing can be said: %s", strerror(-r));
}

static void say_count(const struct screen *screen, char ret_text[SENTENCE_MAX]) {
        const struct screen_entry *entry = screen_entered(screen);

        (void)catalogue_say(screen->look.language, ret_text, SENTENCE_MAX, TEXT_SPEECH_DIGITS, "n", NUMERAL(entry->digit_count), "max",
                            NUMERAL(entry->digit_max), NULL);
}

/* ---- the screen ---- */

static bool was_said(const struct buffer *said, const char *sentence) {
        struct reader reader = reader_over(said->data, said->len);
        size_t sentence_len = strlen(sentence), len;
        const char *line;

        while (reader_line(&reader, &line, &len))
                if (len == sentence_len && memcmp(line, sentence, len) == 0)
                        return true;
        return false;
}

/* Adds a sentence of the catalogue with one place filled. */
static void add_sentence(struct daemon *daemon, struct buffer *text, enum text_id id, const char *place, const char *value) {
        char sentence[SENTENCE_MAX];

        (void)catalogue_say(box_screen(daemon->box)->look.language, sentence, sizeof(sentence), id, place, value, NULL);
        /* What does not fit in a screen's speech is left out at its end. */
        if ((text->len == 0 || buffer_append_text(text, " ") == 0) && buffer_append_text(text, sentence) < 0)
                journal_log(LOG_WARNING, "speech: a sentence does not fit");
}

/* Keys of a keypad, the bar, and what the screen says itself one by one are no options to be told of. */
static bool is_option(enum target_id id) {
        switch ((int)id) {
        case TARGET_NEXT: case TARGET_TYPED: case TARGET_AGAIN: case TARGET_COUNTER: case TARGET_YES: case TARGET_NO:
        case TARGET_MORE_TIME: case TARGET_END: case TARGET_NOT_TAKEN: case TARGET_RECEIPT: case TARGET_CANNOT_FIND: case TARGET_BACK:
                return true;
        default:
                return false;
        }
}

/* What can be chosen here, as a sentence. */
static void add_options(struct daemon *daemon, const struct view *view, struct buffer *text) {
        char options[SENTENCE_MAX] = "";
        const struct view_target *targets;
        size_t count, len = 0;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++) {
                if (!is_option(targets[i].target.id) || !targets[i].text || len >= sizeof(options))
                        continue;
                len += (size_t)snprintf(options + len, sizeof(options) - len, "%s%s", len > 0 ? "; " : "", targets[i].text);
        }
        if (len > 0 && !screen_entered(box_screen(daemon->box)))
                add_sentence(daemon, text, TEXT_SPEECH_OPTIONS, "options", options);
}

/* How many digits stand there when somebody comes back to them. */
static void add_count(struct daemon *daemon, struct buffer *text) {
        const struct screen *screen = box_screen(daemon->box);
        const struct screen_entry *entry = screen_entered(screen);
        char count[SENTENCE_MAX];

        if (!entry || entry->digit_count == 0)
                return;
        say_count(screen, count);
        if ((text->len > 0 && buffer_append_text(text, " ") < 0) || buffer_append_text(text, count) < 0)
                journal_log(LOG_WARNING, "speech: a sentence does not fit");
}

/* How the keys are used: where a session begins, and where speech does. */
static bool tells_of_keys(const struct daemon *daemon) {
        return !daemon->speech.on || (box_screen(daemon->box)->id == SCREEN_IDLE && !daemon->speech.again);
}

/* Says the sentences that were not said of this screen; true when there were any. */
static bool say_screen(struct daemon *daemon, const struct view *view, bool fresh) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT_MAX(VOICE_TEXT_MAX), all = BUFFER_INIT_MAX(VOICE_TEXT_MAX);
        const char *const *sentences;
        bool personal, headset = box_screen(daemon->box)->look.headset;
        size_t count;

        if (fresh && tells_of_keys(daemon))
                add_sentence(daemon, &text, TEXT_SPEECH_KEYS, NULL, NULL);
        sentences = view_speech(view, &count, &personal);
        for (size_t i = 0; i < count; i++) {
                if (!was_said(&daemon->speech.said, sentences[i]) &&
                    ((text.len > 0 && buffer_append_text(&text, " ") < 0) || buffer_append_text(&text, sentences[i]) < 0))
                        break;
                if (buffer_append_text(&all, sentences[i]) < 0 || buffer_append_text(&all, "\n") < 0)
                        break;
        }
        buffer_wipe(&daemon->speech.said);
        daemon->speech.said = all;
        all = (struct buffer)BUFFER_INIT;
        if (fresh) {
                add_count(daemon, &text);
                add_options(daemon, view, &text);
        }
        if (text.len == 0)
                return false;
        if (personal && !headset)
                say(daemon, view_speech_public(view), false);
        else
                say(daemon, buffer_text(&text), personal);
        return true;
}

/* ---- targets and digits ---- */

/* What a person types or may choose from is nobody else's business. */
static bool is_personal(struct target target) {
        return target.id == TARGET_KEY || target.id == TARGET_CHOOSE || target.id == TARGET_ROW || target.id == TARGET_CELL;
}

static void say_target(struct daemon *daemon, const struct view *view, struct target target) {
        bool personal = is_personal(target), headset = box_screen(daemon->box)->look.headset;
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++) {
                if (!target_equal(targets[i].target, target) || !targets[i].text)
                        continue;
                if (personal && !headset)
                        voice_tone(daemon->devices.voice, TONE_KEY);
                else
                        say(daemon, targets[i].text, personal);
        }
}

/* The digits from `from` on, one word each, and a full stop; nothing where there are none. */
static void write_digits(const struct screen_entry *entry, unsigned from, char text[DIGITS_SIZE]) {
        unsigned len = 0;

        assert(entry->digit_count <= SCREEN_ENTRY_MAX);
        for (unsigned i = from; i < entry->digit_count && i < SCREEN_ENTRY_MAX; i++) {
                if (len > 0)
                        text[len++] = ' ';
                text[len++] = entry->digits[i];
        }
        if (len > 0)
                text[len++] = '.';
        text[len] = 0;
}

/* Which digits are said: into the headset alone, those of the number and those that the person wants to be shown. */
static void find_digits(const struct daemon *daemon, const struct screen *screen, char text[DIGITS_SIZE]) {
        const struct screen_entry *entry = &screen->entry;

        text[0] = 0;
        if (!screen->look.headset || (screen->id != SCREEN_NUMBER && !entry->show))
                return;
        if (entry->show && !daemon->speech.show)
                write_digits(entry, 0, text);
        else if (entry->digit_count == daemon->speech.digit_count + 1)
                write_digits(entry, daemon->speech.digit_count, text);
        else if (entry->digit_count == 1 && daemon->speech.digit_count == entry->digit_max)
                write_digits(entry, 0, text); /* begun anew after an error */
}

static const char *name_of(const struct view *view, struct target target) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                if (target_equal(targets[i].target, target) && targets[i].text)
                        return targets[i].text;
        return NULL;
}

/* How many digits there are, which is no secret, and with the last one where the focus went. False when none came or went. */
static bool follow_digits(struct daemon *daemon, const struct screen *screen, const struct view *view) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT_MAX(VOICE_TEXT_MAX);
        const struct screen_entry *entry = screen_entered(screen);
        const struct speech *speech = &daemon->speech;
        char digits[DIGITS_SIZE], count[SENTENCE_MAX];
        bool shown = entry && entry->show && !speech->show, fits;
        const char *focus = target_equal(screen->focus, speech->focus) ? NULL : name_of(view, screen->focus);

        if (!entry || (entry->digit_count == speech->digit_count && !shown))
                return false;
        find_digits(daemon, screen, digits);
        say_count(screen, count);
        fits = buffer_append_text(&text, digits) == 0 && (!digits[0] || buffer_append_text(&text, " ") == 0) && buffer_append_text(&text, count) == 0 &&
               (!focus || (buffer_append_text(&text, " ") == 0 && buffer_append_text(&text, focus) == 0));
        if (fits)
                say(daemon, buffer_text(&text), digits[0] != 0);
        explicit_bzero(digits, sizeof(digits));
        return true;
}

/* ---- what is new ---- */

static void follow(struct daemon *daemon, const struct screen *now, bool fresh) {
        CLEANUP(view_cleanup) struct view *view = NULL;
        struct speech *speech = &daemon->speech;
        struct screen screen = *now;

        if (fresh)
                forget_said(speech);
        if (screen_kind(screen.id) == SCREEN_KIND_MESSAGE) {
                if (fresh)
                        speech->seconds_left = screen.message.seconds_left;
                screen.message.seconds_left = speech->seconds_left;
        }
        if (panel_view(daemon->panel, &screen, &view) == 0 && !say_screen(daemon, view, fresh) && !follow_digits(daemon, &screen, view) &&
            !target_equal(screen.focus, speech->focus))
                say_target(daemon, view, screen.focus);
        explicit_bzero(&screen, sizeof(screen));
}

void speech_follow(struct daemon *daemon) {
        const struct screen *screen = box_screen(daemon->box);
        const struct screen_entry *entry = screen_entered(screen);
        const struct appearance *look = &screen->look;
        struct speech *speech = &daemon->speech;
        uint64_t serial = box_screen_serial(daemon->box);
        bool lost = screen_kind(screen->id) == SCREEN_KIND_DOOR && screen->door.lost;
        bool fresh = !speech->on || speech->again || screen->id != speech->screen || look->headset != speech->headset || lost != speech->lost;

        if (serial == speech->serial && !speech->again)
                return;
        if (look->volume != speech->volume)
                voice_set_volume(daemon->devices.voice, look->volume);
        if (look->rate_wpm != speech->rate_wpm)
                voice_set_rate(daemon->devices.voice, look->rate_wpm);
        if (look->speech)
                follow(daemon, screen, fresh);
        else if (speech->on)
                voice_silence(daemon->devices.voice);
        if (!look->speech)
                forget_said(speech);
        speech->serial = serial;
        speech->screen = screen->id;
        speech->focus = screen->focus;
        speech->digit_count = entry ? entry->digit_count : 0;
        speech->volume = look->volume;
        speech->rate_wpm = look->rate_wpm;
        speech->on = look->speech;
        speech->headset = look->headset;
        speech->show = entry && entry->show;
        speech->again = false;
        speech->lost = lost;
}

void speech_stop(struct daemon *daemon) {
        voice_silence(daemon->devices.voice);
}

void speech_again(struct daemon *daemon) {
        daemon->speech.again = true;
}

/* What is personal is not said where others hear it: not what can be chosen there either. */
static bool is_for_headset(const struct view *view, const struct screen *screen) {
        size_t count;
        bool personal;

        (void)view_speech(view, &count, &personal);
        return personal && !screen->look.headset;
}

static bool say_options(struct daemon *daemon) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT_MAX(VOICE_TEXT_MAX);
        CLEANUP(view_cleanup) struct view *view = NULL;
        const struct screen *screen = box_screen(daemon->box);

        if (panel_view(daemon->panel, screen, &view) != 0 || is_for_headset(view, screen))
                return false;
        add_options(daemon, view, &text);
        if (text.len > 0)
                say(daemon, buffer_text(&text), false);
        return text.len > 0;
}

void speech_nowhere(struct daemon *daemon) {
        const struct screen *screen = box_screen(daemon->box);
        char count[SENTENCE_MAX];

        if (!screen->look.speech)
                return;
        if (screen_entered(screen)) {
                say_count(screen, count);
                say(daemon, count, false);
        } else if (!say_options(daemon)) {
                speech_again(daemon);
                speech_follow(daemon);
        }
}
