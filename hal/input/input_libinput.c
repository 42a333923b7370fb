/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/input_libinput.h"

#include <assert.h>
#include <errno.h>
#include <libinput.h>
#include <libudev.h>
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/input/finger.h"
#include "hal/input/headset_jacks.h"
#include "hal/input/input_backend.h"
#include "hal/input/input_busy.h"

enum { PANELS_MAX = 8, OPENED_MAX = 32, NAME_SIZE = 32, POINTER_SLOT = -1 };

struct panel {
        struct libinput_device *device; /* NULL: free */
        bool touch;                     /* else a pointer */
        double x, y;                    /* of a pointer */
};

/* What libinput has open: a pointer's place can only be asked for by the descriptor. */
struct opened {
        int fd;                         /* 0: free */
        char name[NAME_SIZE];
};

struct input_devices {
        struct input base;              /* fd: the epoll */
        struct input_config config;
        struct udev *udev;
        struct libinput *libinput;
        struct device_watch *watch;     /* of the jacks */
        int wake;                       /* readable until the first dispatch: what was there at the start is told then */
        bool headset;                   /* as told */
        struct input_busy busy;
        bool anew;                      /* all are being opened anew: what goes comes again at once */
        struct finger finger;
        struct panel panels[PANELS_MAX];
        struct opened opened[OPENED_MAX];
        struct headset_jacks jacks;
};

static const struct input_implementation device_input;

static struct input_devices *devices_from_base(struct input *base) {
        assert(base->implementation == &device_input);
        return (struct input_devices *)base;
}

static const char *name_of(const char *path) {
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

/* ---- what libinput asks ---- */

static int open_restricted(const char *path, int flags, void *context) {
        struct input_devices *input = context;
        int fd = input_device_open(&input->config.devices, path, flags);

        if (fd == -EBUSY)
                input_busy_note(&input->busy, path);
        for (unsigned i = 0; fd >= 0 && i < OPENED_MAX; i++) {
                if (input->opened[i].fd > 0)
                        continue;
                input->opened[i].fd = fd;
                snprintf(input->opened[i].name, NAME_SIZE, "%s", name_of(path));
                break;
        }
        return fd;
}

static void close_restricted(int fd, void *context) {
        struct input_devices *input = context;

        for (unsigned i = 0; i < OPENED_MAX; i++)
                if (input->opened[i].fd == fd)
                        input->opened[i] = (struct opened){ .fd = 0 };
        close(fd);
}

static const struct libinput_interface access_to_devices = {
        .open_restricted = open_restricted,
        .close_restricted = close_restricted,
};

static void say_nothing(struct libinput *libinput, enum libinput_log_priority priority, const char *format, va_list arguments) {
}

/* ---- panels ---- */

/* libinput groups what belongs together, where udev tells it; the same maker's number says it as well. */
static bool belong_together(struct libinput_device *a, struct libinput_device *b) {
        if (libinput_device_get_device_group(a) == libinput_device_get_device_group(b))
                return true;
        return libinput_device_get_id_vendor(a) != 0 && libinput_device_get_id_vendor(a) == libinput_device_get_id_vendor(b) &&
               libinput_device_get_id_product(a) == libinput_device_get_id_product(b);
}

/* A pointer that is the other half of a touch screen. */
static bool is_other_half(const struct input_devices *input, const struct panel *panel) {
        for (unsigned i = 0; i < PANELS_MAX; i++)
                if (!panel->touch && input->panels[i].device && input->panels[i].touch &&
                    belong_together(input->panels[i].device, panel->device))
                        return true;
        return false;
}

static struct panel *panel_of(struct input_devices *input, struct libinput_device *device) {
        for (unsigned i = 0; i < PANELS_MAX; i++)
                if (input->panels[i].device == device)
                        return &input->panels[i];
        return NULL;
}

static void tell_touch_present(struct input_devices *input) {
        bool present = false;

        if (input->anew)
                return;
        for (unsigned i = 0; i < PANELS_MAX; i++)
                present = present || input->panels[i].device;
        input_report_touch_present(&input->base, present);
}

static void panel_added(struct input_devices *input, struct libinput_device *device) {
        bool touch = libinput_device_has_capability(device, LIBINPUT_DEVICE_CAP_TOUCH);
        struct panel *panel = panel_of(input, NULL);

        if (!panel || (!touch && !libinput_device_has_capability(device, LIBINPUT_DEVICE_CAP_POINTER)))
                return;
        *panel = (struct panel){ .device = libinput_device_ref(device), .touch = touch };
        for (unsigned i = 0; i < OPENED_MAX; i++)
                if (input->opened[i].fd > 0 && strcmp(input->opened[i].name, libinput_device_get_sysname(device)) == 0)
                        input_device_place(input->opened[i].fd, &panel->x, &panel->y);
        tell_touch_present(input);
}

static void panel_removed(struct input_devices *input, struct libinput_device *device) {
        struct panel *panel = panel_of(input, device);

        if (!panel)
                return;
        finger_gone(&input->finger, panel);
        libinput_device_unref(panel->device);
        *panel = (struct panel){ .device = NULL };
        tell_touch_present(input);
}

static void touched(struct input_devices *input, struct panel *panel, enum libinput_event_type type, struct libinput_event_touch *touch) {
        int32_t slot = libinput_event_touch_get_seat_slot(touch);
        int x_px, y_px;

        if (type == LIBINPUT_EVENT_TOUCH_UP) {
                finger_up(&input->finger, panel, slot);
                return;
        }
        if (type == LIBINPUT_EVENT_TOUCH_CANCEL) {
                finger_cancel(&input->finger, panel, slot);
                return;
        }
        touch_map_place(&input->config.place, libinput_event_touch_get_x_transformed(touch, 1),
                        libinput_event_touch_get_y_transformed(touch, 1), &x_px, &y_px);
        if (type == LIBINPUT_EVENT_TOUCH_DOWN)
                finger_down(&input->finger, panel, slot, x_px, y_px);
        else
                finger_move(&input->finger, panel, slot, x_px, y_px);
}

static void pointed(struct input_devices *input, struct panel *panel, enum libinput_event_type type,
                    struct libinput_event_pointer *pointer) {
        int x_px, y_px;

        if (type == LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE) {
                panel->x = libinput_event_pointer_get_absolute_x_transformed(pointer, 1);
                panel->y = libinput_event_pointer_get_absolute_y_transformed(pointer, 1);
        } else if (libinput_event_pointer_get_button(pointer) != BTN_LEFT) {
                return;
        }
        touch_map_place(&input->config.place, panel->x, panel->y, &x_px, &y_px);
        if (type == LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE)
                finger_move(&input->finger, panel, POINTER_SLOT, x_px, y_px);
        else if (libinput_event_pointer_get_button_state(pointer) == LIBINPUT_BUTTON_STATE_PRESSED)
                finger_down(&input->finger, panel, POINTER_SLOT, x_px, y_px);
        else
                finger_up(&input->finger, panel, POINTER_SLOT);
}

/* ---- keys ---- */

static void key_struck(struct input_devices *input, struct libinput_event_keyboard *keyboard) {
        struct input_event event = { .type = INPUT_KEY_PRESS };

        if (libinput_event_keyboard_get_key_state(keyboard) != LIBINPUT_KEY_STATE_PRESSED)
                return;
        event.key = keypad_map_key(&input->config.keys, libinput_event_keyboard_get_key(keyboard));
        if (event.key == INPUT_KEY_COUNT)
                return;
        finger_flush(&input->finger);
        input_report(&input->base, &event);
}

/* ---- headset ---- */

static int listen_to(struct input_devices *input, int fd) {
        struct epoll_event event = { .events = EPOLLIN };

        return epoll_ctl(input->base.fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void look_for_jacks(struct input_devices *input) {
        device_watch_names(input->watch, &input->config.headsets);
        headset_jacks_look(&input->jacks, &input->config.headsets);
}

static void jacks_dispatch(struct input_devices *input) {
        bool plugged;

        if (device_watch_dispatch(input->watch))
                look_for_jacks(input);
        plugged = headset_jacks_read(&input->jacks);
        if (plugged == input->headset)
                return;
        input->headset = plugged;
        input_report(&input->base, &(struct input_event){ .type = INPUT_HEADSET, .plugged = plugged });
}

/* ---- dispatch ---- */

static void take(struct input_devices *input, struct libinput_event *event) {
        enum libinput_event_type type = libinput_event_get_type(event);
        struct libinput_device *device = libinput_event_get_device(event);
        struct panel *panel = device ? panel_of(input, device) : NULL;

        switch ((int)type) {
        case LIBINPUT_EVENT_DEVICE_ADDED:
                panel_added(input, device);
                break;
        case LIBINPUT_EVENT_DEVICE_REMOVED:
                panel_removed(input, device);
                break;
        case LIBINPUT_EVENT_TOUCH_DOWN:
        case LIBINPUT_EVENT_TOUCH_MOTION:
        case LIBINPUT_EVENT_TOUCH_UP:
        case LIBINPUT_EVENT_TOUCH_CANCEL:
                if (panel)
                        touched(input, panel, type, libinput_event_get_touch_event(event));
                break;
        case LIBINPUT_EVENT_POINTER_MOTION_ABSOLUTE:
        case LIBINPUT_EVENT_POINTER_BUTTON:
                if (panel && !is_other_half(input, panel))
                        pointed(input, panel, type, libinput_event_get_pointer_event(event));
                break;
        case LIBINPUT_EVENT_KEYBOARD_KEY:
                key_struck(input, libinput_event_get_keyboard_event(event));
                break;
        }
}

static int libinput_take_all(struct input_devices *input) {
        struct libinput_event *event;
        int r = libinput_dispatch(input->libinput);

        while ((event = libinput_get_event(input->libinput))) {
                take(input, event);
                libinput_event_destroy(event);
        }
        finger_flush(&input->finger);
        return r;
}

/* libinput opens a device once; what was grabbed then it would never take. */
static int open_all_anew(struct input_devices *input) {
        int r;

        input->anew = true;
        libinput_suspend(input->libinput);
        r = libinput_resume(input->libinput) < 0 ? -EIO : libinput_take_all(input);
        input->anew = false;
        tell_touch_present(input);
        return r;
}

static int devices_dispatch(struct input *base) {
        struct input_devices *input = devices_from_base(base);
        eventfd_t woken;
        int r;

        (void)eventfd_read(input->wake, &woken);
        r = libinput_take_all(input);
        if (r == 0 && input_busy_look(&input->busy, &input->config.devices))
                r = open_all_anew(input);
        jacks_dispatch(input);
        return r;
}

/* ---- life ---- */

static void devices_free(struct input *base) {
        struct input_devices *input = devices_from_base(base);

        for (unsigned i = 0; i < PANELS_MAX; i++)
                if (input->panels[i].device)
                        libinput_device_unref(input->panels[i].device);
        headset_jacks_deinit(&input->jacks);
        if (input->libinput)
                libinput_unref(input->libinput);
        if (input->udev)
                udev_unref(input->udev);
        device_watch_free(input->watch);
        input_busy_deinit(&input->busy);
        if (input->wake >= 0)
                close(input->wake);
        if (base->fd >= 0)
                close(base->fd);
        free(input);
}

static const struct input_implementation device_input = {
        .dispatch = devices_dispatch,
        .free = devices_free,
};

static int start_libinput(struct input_devices *input) {
        input->udev = udev_new();
        if (!input->udev)
                return -ENOMEM;
        input->libinput = libinput_udev_create_context(&access_to_devices, input, input->udev);
        if (!input->libinput)
                return -ENOMEM;
        libinput_log_set_handler(input->libinput, say_nothing);
        if (libinput_udev_assign_seat(input->libinput, "seat0") < 0)
                return -ENODEV;
        return listen_to(input, libinput_get_fd(input->libinput));
}

static int start(struct input_devices *input) {
        int r = device_watch_new(&input->watch);

        if (r == 0)
                r = input_busy_init(&input->busy);
        input->wake = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
        input->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (r == 0 && (input->wake < 0 || input->base.fd < 0))
                r = -errno;
        if (r == 0)
                r = listen_to(input, input->wake);
        if (r == 0)
                r = listen_to(input, input->busy.fd);
        if (r == 0)
                r = listen_to(input, device_watch_fd(input->watch));
        if (r == 0)
                r = start_libinput(input);
        if (r < 0)
                return r;
        input->jacks.epoll = input->base.fd;
        look_for_jacks(input);
        r = libinput_take_all(input);
        return r;
}

int input_new_libinput(const struct input_config *config, struct input **ret_input) {
        struct input_devices *input = calloc(1, sizeof(*input));
        int r;

        if (!input)
                return -ENOMEM;
        input->base.implementation = &device_input;
        input->config = *config;
        input->finger.input = &input->base;
        input->busy.fd = -1;
        headset_jacks_init(&input->jacks);
        r = start(input);
        if (r < 0) {
                devices_free(&input->base);
                return r;
        }
        *ret_input = &input->base;
        return 0;
}
