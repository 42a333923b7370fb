/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/daemon/speech.h"

#include <string.h>

#include "base/bytes.h"
#include "controller/daemon/daemon.h"
#include "controller/daemon/journal.h"

static void say(struct daemon *daemon, const char *text, bool personal) {
        const struct screen *screen = box_screen(daemon->box);
        int r;

        voice_set_volume(daemon->devices.voice, screen->look.volume);
        r = voice_say(daemon->devices.voice, text, language_tag(screen->look.language), personal);
        if (r < 0)
                journal_log(LOG_WARNING, "hardware: nothing can be said: %s", strerror(-r));
}

static void say_screen(struct daemon *daemon, const struct view *view) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT_MAX(VOICE_TEXT_MAX);
        const char *const *sentences;
        bool personal;
        size_t count;

        sentences = view_speech(view, &count, &personal);
        for (size_t i = 0; i < count; i++)
                if ((i > 0 && buffer_append_text(&text, " ") < 0) || buffer_append_text(&text, sentences[i]) < 0)
                        break;
        if (text.len > 0)
                say(daemon, buffer_text(&text), personal);
}

static void say_target(struct daemon *daemon, const struct view *view, struct target target) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                if (target_equal(targets[i].target, target) && targets[i].text)
                        say(daemon, targets[i].text, false);
}

void speech_follow(struct daemon *daemon) {
        const struct screen *screen = box_screen(daemon->box);
        bool other = screen->id != daemon->spoken_screen || !daemon->speaking;
        bool moved = !target_equal(screen->focus, daemon->spoken_focus);
        CLEANUP(view_cleanup) struct view *view = NULL;

        if (daemon->speaking && !screen->look.speech)
                voice_silence(daemon->devices.voice);
        if (screen->look.speech && (other || moved) && panel_view(daemon->panel, screen, &view) == 0) {
                if (other)
                        say_screen(daemon, view);
                else
                        say_target(daemon, view, screen->focus);
        }
        daemon->speaking = screen->look.speech;
        daemon->spoken_screen = screen->id;
        daemon->spoken_focus = screen->focus;
}

void speech_stop(struct daemon *daemon) {
        voice_silence(daemon->devices.voice);
}

void speech_again(struct daemon *daemon) {
        daemon->spoken_screen = SCREEN_COUNT;
}
