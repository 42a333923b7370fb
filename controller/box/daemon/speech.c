/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/speech.h"

#include <assert.h>
#include <string.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"

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

        r = voice_say(daemon->devices.voice, text, language_tag(screen->look.language), personal || screen->look.headset);
        if (r < 0)
                journal_log(LOG_WARNING, "hardware: nothing can be said: %s", strerror(-r));
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

/* Says the sentences that were not said of this screen; true when there were any. */
static bool say_screen(struct daemon *daemon, const struct view *view) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT_MAX(VOICE_TEXT_MAX), all = BUFFER_INIT_MAX(VOICE_TEXT_MAX);
        const char *const *sentences;
        bool personal, headset = box_screen(daemon->box)->look.headset;
        size_t count;

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

/* The digits from `from` on, one word each, into the headset. */
static void say_digits(struct daemon *daemon, const struct screen_entry *entry, unsigned from) {
        char text[2 * SCREEN_ENTRY_MAX + 1];
        unsigned len = 0;

        assert(entry->digit_count <= SCREEN_ENTRY_MAX);
        for (unsigned i = from; i < entry->digit_count && i < SCREEN_ENTRY_MAX; i++) {
                if (len > 0)
                        text[len++] = ' ';
                text[len++] = entry->digits[i];
        }
        text[len] = 0;
        if (len > 0)
                say(daemon, text, true);
        explicit_bzero(text, sizeof(text));
}

static void follow_digits(struct daemon *daemon, const struct screen *screen) {
        const struct screen_entry *entry = screen_entered(screen);
        const struct speech *speech = &daemon->speech;

        if (!entry || !screen->look.headset || (screen->id != SCREEN_NUMBER && !entry->show))
                return;
        if (entry->show && !speech->show)
                say_digits(daemon, entry, 0);
        else if (entry->digit_count == speech->digit_count + 1)
                say_digits(daemon, entry, speech->digit_count);
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
        if (panel_view(daemon->panel, &screen, &view) == 0 && !say_screen(daemon, view)) {
                if (!target_equal(screen.focus, speech->focus))
                        say_target(daemon, view, screen.focus);
                else
                        follow_digits(daemon, &screen);
        }
        explicit_bzero(&screen, sizeof(screen));
}

void speech_follow(struct daemon *daemon) {
        const struct screen *screen = box_screen(daemon->box);
        const struct screen_entry *entry = screen_entered(screen);
        const struct appearance *look = &screen->look;
        struct speech *speech = &daemon->speech;
        uint64_t serial = box_screen_serial(daemon->box);
        bool fresh = !speech->on || speech->again || screen->id != speech->screen || look->headset != speech->headset;

        if (serial == speech->serial && !speech->again)
                return;
        if (look->volume != speech->volume)
                voice_set_volume(daemon->devices.voice, look->volume);
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
        speech->on = look->speech;
        speech->headset = look->headset;
        speech->show = entry && entry->show;
        speech->again = false;
}

void speech_stop(struct daemon *daemon) {
        voice_silence(daemon->devices.voice);
}

void speech_again(struct daemon *daemon) {
        daemon->speech.again = true;
}
