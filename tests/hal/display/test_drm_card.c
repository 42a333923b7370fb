/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A card whose driver is played here, in libdrm's place: a screen that says nothing of itself, and what becomes of a mode that was
 * made for it when the driver refuses that, at whichever step. A real refusal is in tests/kiosk/test_display.py. And a driver that takes
 * a flip and never tells that it is over, which no simulated card does. There is no terminal here, and the clock is the test's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "base/macro.h"
#include "hal/display/console.h"
#include "hal/display/display_real.h"
#include "hal/display/drm_card.h"
#include "hal/display/drm_dark.h"
#include "tests/support/cmocka.h"

enum { CONNECTOR = 31, OTHER_CONNECTOR, ENCODER, CRTC, KNOWN_WIDTH = 1024, KNOWN_HEIGHT = 768, WIDTH = 1080, HEIGHT = 1920 };
enum step { STEP_NONE, STEP_BUFFER, STEP_FRAMEBUFFER, STEP_MAP, STEP_CRTC, STEPS };

/* The driver: what it refuses of pictures that are larger than what it knows, or of all, and what is held of it. */
static struct {
        enum step refused;
        int error;
        bool refuses_all, connected, unsure, other_connected;
        bool tells;                     /* that a flip is over */
        unsigned buffers, framebuffers, asked, flips, lights;
        void *flipping;                 /* what the flip under way was asked for with */
        uint32_t next, width, height;   /* of what was made last */
        drmModeModeInfo lit;
} driver;
static char path[64];
static int memory;
static int later_ms;                    /* what the test's clock is ahead */

static bool refuses(enum step step, uint32_t width) {
        if (driver.refused != step || (width <= KNOWN_WIDTH && !driver.refuses_all))
                return false;
        errno = driver.error;
        return true;
}

/* ---- libdrm ---- */

int drmGetCap(int fd, uint64_t capability, uint64_t *value) {
        *value = 1;
        return 0;
}

drmModeResPtr drmModeGetResources(int fd) {
        static uint32_t connectors[] = { CONNECTOR, OTHER_CONNECTOR }, crtcs[] = { CRTC };
        static drmModeRes resources = { .count_connectors = ARRAY_LEN(connectors), .connectors = connectors, .count_crtcs = 1, .crtcs = crtcs };

        return &resources;
}

void drmModeFreeResources(drmModeResPtr resources) {
}

/* Modes that the kernel offers where a panel says nothing; it has no property EDID. */
drmModeConnectorPtr drmModeGetConnector(int fd, uint32_t id) {
        static drmModeModeInfo modes[] = { { .clock = 65000, .hdisplay = KNOWN_WIDTH, .vdisplay = KNOWN_HEIGHT, .type = DRM_MODE_TYPE_PREFERRED },
                                           { .clock = 25175, .hdisplay = 640, .vdisplay = 480 } };
        static uint32_t encoders[] = { ENCODER };
        static drmModeConnector connector;

        connector = (drmModeConnector){ .connector_id = id, .encoder_id = ENCODER, .connection = DRM_MODE_DISCONNECTED };
        if (id == CONNECTOR ? driver.connected : driver.other_connected) {
                connector.connection = id == CONNECTOR && driver.unsure ? DRM_MODE_UNKNOWNCONNECTION : DRM_MODE_CONNECTED;
                connector.count_modes = ARRAY_LEN(modes);
                connector.modes = modes;
                connector.count_encoders = 1;
                connector.encoders = encoders;
        }
        return &connector;
}

void drmModeFreeConnector(drmModeConnectorPtr connector) {
}

drmModeEncoderPtr drmModeGetEncoder(int fd, uint32_t id) {
        static drmModeEncoder encoder = { .encoder_id = ENCODER, .crtc_id = CRTC };

        return &encoder;
}

void drmModeFreeEncoder(drmModeEncoderPtr encoder) {
}

drmModeCrtcPtr drmModeGetCrtc(int fd, uint32_t id) {
        return NULL;
}

void drmModeFreeCrtc(drmModeCrtcPtr crtc) {
}

int drmModeCreateDumbBuffer(int fd, uint32_t width, uint32_t height, uint32_t bpp, uint32_t flags, uint32_t *handle, uint32_t *pitch, uint64_t *size) {
        if (refuses(STEP_BUFFER, width))
                return -1;
        *handle = ++driver.next;
        *pitch = width * 4;
        *size = (uint64_t)*pitch * height;
        driver.width = width;
        driver.height = height;
        driver.buffers++;
        return 0;
}

int drmModeDestroyDumbBuffer(int fd, uint32_t handle) {
        assert_int_not_equal(driver.buffers, 0);
        driver.buffers--;
        return 0;
}

int drmModeAddFB(int fd, uint32_t width, uint32_t height, uint8_t depth, uint8_t bpp, uint32_t pitch, uint32_t handle, uint32_t *id) {
        if (refuses(STEP_FRAMEBUFFER, width))
                return -1;
        *id = ++driver.next;
        driver.framebuffers++;
        return 0;
}

int drmModeRmFB(int fd, uint32_t id) {
        assert_int_not_equal(driver.framebuffers, 0);
        driver.framebuffers--;
        return 0;
}

int drmModeMapDumbBuffer(int fd, uint32_t handle, uint64_t *offset) {
        if (refuses(STEP_MAP, driver.width))
                return -1;
        *offset = 0;
        return ftruncate(fd, (off_t)driver.width * 4 * driver.height);
}

int drmModeSetCrtc(int fd, uint32_t crtc, uint32_t framebuffer, uint32_t x, uint32_t y, uint32_t *connectors, int count, drmModeModeInfoPtr mode) {
        if (refuses(STEP_CRTC, mode->hdisplay))
                return -1;
        driver.lit = *mode;
        driver.lights++;
        return 0;
}

int drmModePageFlip(int fd, uint32_t crtc, uint32_t framebuffer, uint32_t flags, void *context) {
        driver.flips++;
        driver.flipping = context;
        return 0;
}

int drmHandleEvent(int fd, drmEventContextPtr events) {
        if (driver.tells && driver.flipping)
                events->page_flip_handler(fd, 0, 0, 0, driver.flipping);
        if (driver.tells)
                driver.flipping = NULL;
        return 0;
}

int drmModeDirtyFB(int fd, uint32_t id, drmModeClipPtr clips, uint32_t count) {
        errno = ENOSYS;
        return -1;
}

int drmIoctl(int fd, unsigned long request, void *argument) {
        struct drm_mode_get_connector *connector = argument;

        assert_int_equal(request, DRM_IOCTL_MODE_GETCONNECTOR);
        assert_int_equal(connector->count_modes, 0); /* else the kernel asks nobody */
        driver.asked++;
        connector->connection = connector->connector_id == CONNECTOR && driver.connected ? DRM_MODE_CONNECTED : DRM_MODE_DISCONNECTED;
        connector->count_modes = 2;
        return 0;
}

/* ---- what else is not here ---- */

int console_new(unsigned number, struct console **ret_console) {
        return -ENOENT;
}

void console_free(struct console *console) {
}

int console_fd(const struct console *console) {
        return -1;
}

int console_dispatch(struct console *console) {
        return 0;
}

bool console_in_front(const struct console *console) {
        return true;
}

void console_left(struct console *console) {
}

/* A file cannot be waited for, as a card can. */
int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event) {
        return syscall(SYS_epoll_ctl, epoll, operation, fd, event) < 0 && errno != EPERM ? -1 : 0;
}

int clock_gettime(clockid_t id, struct timespec *ret_time) {
        int r = (int)syscall(SYS_clock_gettime, id, ret_time);

        ret_time->tv_sec += later_ms / 1000;
        ret_time->tv_nsec += later_ms % 1000 * 1000000L;
        ret_time->tv_sec += ret_time->tv_nsec / 1000000000L;
        ret_time->tv_nsec %= 1000000000L;
        return r;
}

/* ---- what it must do ---- */

static int set_up(void **state) {
        memset(&driver, 0, sizeof(driver));
        driver.connected = true;
        later_ms = 0;
        return 0;
}

static int tear_down(void **state) {
        assert_int_equal(driver.buffers, 0);
        assert_int_equal(driver.framebuffers, 0);
        return 0;
}

static int open_card(struct drm_card **ret_card) {
        return drm_card_open(path, WIDTH, HEIGHT, false, false, ret_card);
}

static void a_mode_is_made_for_a_silent_screen_where_the_driver_takes_it(void **state) {
        struct drm_card *card;

        assert_int_equal(open_card(&card), 0);
        assert_true(drm_card_forced(card));
        assert_int_equal(driver.lit.hdisplay, WIDTH);
        assert_int_equal(driver.lit.vdisplay, HEIGHT);
        assert_true(drm_card_connected(card));
        drm_card_close(card);
}

static void one_that_the_driver_refuses_gives_way_to_what_it_knows(void **state) {
        static const int errors[] = { EINVAL, ENOMEM, ENOSPC, ERANGE };

        for (enum step step = STEP_BUFFER; step < STEPS; step++)
                for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
                        struct drm_card *card;

                        driver.refused = step;
                        driver.error = errors[i];
                        assert_int_equal(open_card(&card), 0);
                        assert_false(drm_card_forced(card));
                        assert_true(drm_card_flips(card));
                        assert_int_equal(driver.lit.hdisplay, KNOWN_WIDTH);
                        assert_int_equal(drm_card_memory(card)->width_px, KNOWN_WIDTH);
                        assert_int_equal(drm_card_memory(card)->height_px, KNOWN_HEIGHT);
                        assert_int_equal(driver.buffers, 2);
                        assert_true(drm_card_connected(card));
                        drm_card_close(card);
                        assert_int_equal(driver.buffers, 0);
                }
}

static void where_nothing_is_taken_the_card_is_let_go_of(void **state) {
        struct drm_card *card = NULL;

        driver.refuses_all = true;
        driver.error = EINVAL;
        for (driver.refused = STEP_BUFFER; driver.refused < STEPS; driver.refused++) {
                assert_int_equal(open_card(&card), -EINVAL);
                assert_int_equal(driver.buffers, 0);
                assert_int_equal(driver.framebuffers, 0);
        }
        assert_null(card);
}

static void a_card_that_somebody_else_has_is_no_refusal(void **state) {
        struct drm_card *card = NULL;

        driver.refused = STEP_CRTC;
        driver.error = EACCES;
        assert_int_equal(open_card(&card), DRM_CARD_E_BUSY);
        assert_int_equal(driver.lit.hdisplay, 0);
        assert_null(card);
}

static void a_card_without_a_screen_is_asked_once_a_connector(void **state) {
        struct drm_dark dark;
        struct drm_card *card = NULL;

        driver.connected = false;
        assert_int_equal(open_card(&card), DRM_CARD_E_DARK);
        drm_dark_clear(&dark);
        assert_false(drm_dark_changed(&dark));
        assert_true(drm_dark_add(&dark, path));
        assert_false(drm_dark_changed(&dark));
        assert_int_equal(driver.asked, 2);
        driver.connected = true;
        assert_true(drm_dark_changed(&dark));
        assert_false(drm_dark_add(&dark, "/dev/dri/there-is-none"));
        assert_int_equal(dark.count, 1);
        snprintf(dark.cards[0].path, sizeof(dark.cards[0].path), "/dev/dri/there-is-none");
        driver.connected = false;
        assert_true(drm_dark_changed(&dark));
}

/* As VGA without its data lines: the kernel's console is seen there, and the box must be. */
static void a_connector_that_cannot_tell_has_a_screen_where_no_other_has(void **state) {
        const struct display_config config = { .width_px = WIDTH, .height_px = HEIGHT, .kind = DISPLAY_DRM, .card = path };
        struct display *display;
        struct drm_card *card;

        driver.unsure = true;
        assert_int_equal(display_new_real(&config, &display), 0);
        assert_true(display_present(display));
        assert_int_equal(driver.lights, 1);
        display_free(display);
        assert_int_equal(open_card(&card), DRM_CARD_E_DARK);
        assert_int_equal(drm_card_open(path, WIDTH, HEIGHT, false, true, &card), 0);
        assert_true(drm_card_unsure(card));
        assert_true(drm_card_connected(card));
        driver.other_connected = true;
        assert_false(drm_card_connected(card)); /* a look finds that one */
        drm_card_close(card);
        assert_int_equal(open_card(&card), 0);
        assert_false(drm_card_unsure(card));
        drm_card_close(card);
}

static void note(void *context, bool present) {
        *(unsigned *)context = *(unsigned *)context * 10 + (present ? 2 : 1);
}

/* A panel that is being shown something, and what it told: 1 for gone, 2 for there again. */
struct shown {
        struct display *display;
        uint32_t *picture;
        unsigned told;
};

static int show(struct shown *shown, uint32_t first_pixel) {
        const struct display_rectangle all = { 0, 0, WIDTH, HEIGHT };

        shown->picture[0] = first_pixel;
        return display_show(shown->display, shown->picture, WIDTH * sizeof(*shown->picture), &all, 1);
}

static struct shown begin(void) {
        const struct display_config config = { .width_px = WIDTH, .height_px = HEIGHT, .kind = DISPLAY_DRM, .card = path };
        struct shown shown = { .picture = calloc((size_t)WIDTH * HEIGHT, sizeof(*shown.picture)) };

        assert_non_null(shown.picture);
        assert_int_equal(display_new_real(&config, &shown.display), 0);
        return shown;
}

static void end(struct shown *shown) {
        display_free(shown->display);
        free(shown->picture);
}

static void pass(int ms) {
        later_ms += ms;
}

/* Else the panel stands for ever, and with it what the last person has read there. */
static void a_flip_that_is_never_over_is_given_up_and_the_screen_lit_anew(void **state) {
        struct shown shown = begin();
        uint32_t pixel;

        display_set_callback(shown.display, note, &shown.told);
        assert_int_equal(show(&shown, 0), 0);
        assert_int_equal(driver.flips, 1);
        pass(DRM_CARD_FLIP_MAX_MS - 500);
        assert_int_equal(show(&shown, 0), 0);
        pass(500);
        assert_int_equal(show(&shown, 0), 0); /* late: it is given more time, once */
        pass(DRM_CARD_FLIP_MORE_MS - 500);
        assert_int_equal(show(&shown, 0), 0);
        assert_int_equal(display_dispatch(shown.display), 0);
        assert_int_equal(driver.lights, 1);
        pass(500);
        assert_int_equal(show(&shown, 0), -ENODEV);
        assert_int_equal(display_dispatch(shown.display), 0);
        assert_int_equal(shown.told, 12); /* whoever draws draws all of it */
        assert_int_equal(driver.lights, 2);
        assert_int_equal(show(&shown, 0x123456), 0);
        assert_int_equal(driver.flips, 1);
        assert_int_equal(pread(memory, &pixel, sizeof(pixel), 0), sizeof(pixel));
        assert_int_equal(pixel, 0x123456);
        end(&shown);
}

/* Where nothing more is drawn, as before a screen that stands, the timer looks. */
static void it_is_given_up_where_nothing_more_is_drawn(void **state) {
        struct shown shown = begin();

        display_set_callback(shown.display, note, &shown.told);
        assert_int_equal(show(&shown, 0), 0);
        pass(DRM_CARD_FLIP_MAX_MS);
        assert_int_equal(show(&shown, 0x123456), 0);
        pass(DRM_CARD_FLIP_MORE_MS);
        assert_int_equal(display_dispatch(shown.display), 0);
        assert_int_equal(display_dispatch(shown.display), 0);
        assert_int_equal(shown.told, 12);
        assert_int_equal(driver.lights, 2);
        end(&shown);
}

/* The controller was stopped, or the whole machine: the driver told in time, or tells as soon as it runs again. Nothing is lit anew, and the panel was not gone. */
static void a_standstill_is_no_fault_of_the_driver(void **state) {
        for (unsigned after = 0; after < 2; after++) {
                struct shown shown = begin();

                driver.lights = driver.flips = 0;
                driver.tells = false;
                display_set_callback(shown.display, note, &shown.told);
                assert_int_equal(show(&shown, 0), 0);
                pass(60000);
                driver.tells = after == 0;
                assert_int_equal(show(&shown, 0x123456), 0);
                driver.tells = true;
                for (unsigned i = 0; i < 3; i++)
                        assert_int_equal(display_dispatch(shown.display), 0);
                assert_int_equal(driver.flips, 3); /* what was drawn meanwhile is on it, and in the other buffer too */
                assert_int_equal(shown.told, 0);
                assert_int_equal(driver.lights, 0);
                end(&shown);
        }
}

/* Nor are several while it shows one picture; but whoever looks on time and sees nothing, or has stood still so often, gives it up. */
static void standstills_in_a_row_are_none_either_and_not_for_ever(void **state) {
        struct shown shown = begin();

        driver.lights = 0;
        driver.tells = false;
        display_set_callback(shown.display, note, &shown.told);
        assert_int_equal(show(&shown, 0), 0);
        for (unsigned i = 0; i < 3; i++) {
                pass(60000);
                assert_int_equal(show(&shown, 0x123456), 0);
        }
        driver.tells = true;
        for (unsigned i = 0; i < 3; i++)
                assert_int_equal(display_dispatch(shown.display), 0);
        assert_int_equal(shown.told, 0);
        assert_int_equal(driver.lights, 0);
        driver.tells = false;
        assert_int_equal(show(&shown, 0x654321), 0);
        for (unsigned i = 0; i <= 1 + DRM_CARD_STILLS_MAX; i++) {
                pass(60000);
                assert_int_equal(display_dispatch(shown.display), 0);
                (void)!show(&shown, i);
        }
        assert_int_equal(display_dispatch(shown.display), 0);
        assert_int_equal(shown.told, 12);
        assert_int_equal(driver.lights, 1);
        end(&shown);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_mode_is_made_for_a_silent_screen_where_the_driver_takes_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(one_that_the_driver_refuses_gives_way_to_what_it_knows, set_up, tear_down),
                cmocka_unit_test_setup_teardown(where_nothing_is_taken_the_card_is_let_go_of, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_card_that_somebody_else_has_is_no_refusal, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_card_without_a_screen_is_asked_once_a_connector, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_connector_that_cannot_tell_has_a_screen_where_no_other_has, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_flip_that_is_never_over_is_given_up_and_the_screen_lit_anew, set_up, tear_down),
                cmocka_unit_test_setup_teardown(it_is_given_up_where_nothing_more_is_drawn, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_standstill_is_no_fault_of_the_driver, set_up, tear_down),
                cmocka_unit_test_setup_teardown(standstills_in_a_row_are_none_either_and_not_for_ever, set_up, tear_down),
        };

        memory = memfd_create("card", MFD_CLOEXEC);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", memory);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
