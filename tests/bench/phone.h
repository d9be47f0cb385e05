/* A WebSocket as a phone has it, by hand: it greets, answers pings, and tells when a message came.
 * Of what is read it keeps nothing but the start of a message.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };
enum { SHORT = 125 }; /* bytes of a frame that needs no longer head */
enum greeting { NONE, HELLO, ENGINE };
enum step { CONNECTING, ASKING, GREETED, ENTERING, OPEN };

struct phone {
    int fd;
    enum step step;
    bool held;                   /* it reads nothing any more */
    bool last;                   /* of the frame that is read: whether its message ends with it */
    uint8_t opcode;
    uint8_t head[14], has;       /* the start of a frame, or of the answer to the handshake */
    uint8_t kept[SHORT], keeps;  /* the start of what the frame says */
    int ending;                  /* how much of the end of the HTTP answer was seen */
    uint64_t left;               /* bytes of the frame that are still to come */
    uint64_t size;               /* of the message until now */
    int news;                    /* how many messages of some size it had */
    char *request;               /* how it asks to come in */
};

static enum greeting greeting; /* what all phones say first */
static uint64_t least;         /* bytes of a message that is news */

/* What is done when a phone is in, and when it has news. */
static void is_open(struct phone *phone);
static void has_news(struct phone *phone, double at);

static _Noreturn void fail(const char *format, ...)
{
    va_list more;
    va_start(more, format);
    fputs("flood: ", stderr);
    vfprintf(stderr, format, more);
    fputc('\n', stderr);
    va_end(more);
    exit(1);
}

/* --- saying ------------------------------------------------------------------------------------ */

/* Send a short frame as a client has to; a mask of zeros changes nothing. */
static void say(struct phone *phone, int opcode, const void *what, size_t size)
{
    uint8_t frame[6 + SHORT] = {0x80 | opcode, 0x80 | size};
    memcpy(frame + 6, what, size);
    if (send(phone->fd, frame, 6 + size, MSG_NOSIGNAL) != (ssize_t)(6 + size))
        fail("a phone could not send: %s", strerror(errno));
}

static void say_text(struct phone *phone, const char *text)
{
    say(phone, TEXT, text, strlen(text));
}

/* --- reading ----------------------------------------------------------------------------------- */

/* Take a whole message. It may be compressed: that it came is known, and not what it says. */
static void message(struct phone *phone, double at)
{
    if (phone->step == OPEN) {
        if (phone->size >= least)
            has_news(phone, at);
        else if (greeting == ENGINE)
            say_text(phone, "3"); /* to a ping, the only other message */
    } else if (greeting == ENGINE && phone->step == GREETED) {
        phone->step = ENTERING;
        say_text(phone, "40");
    } else if (greeting == ENGINE || phone->size >= least) {
        is_open(phone);
    }
}

/* Take a whole frame. */
static void frame(struct phone *phone, double at)
{
    if (phone->opcode == PING)
        say(phone, PONG, phone->kept, phone->keeps);
    else if (phone->opcode == CLOSE)
        fail("a phone was sent home with %d", phone->kept[0] << 8 | phone->kept[1]);
    else if (phone->opcode < CLOSE && phone->last)
        message(phone, at);
    if (phone->opcode < CLOSE && phone->last)
        phone->size = 0;
    phone->has = phone->keeps = 0;
}

/* How long the head of a frame is, as far as that is known from what came of it. */
static size_t head_size(const struct phone *phone)
{
    uint8_t size = phone->has < 2 ? 0 : phone->head[1] & 0x7f;
    return size == 126 ? 4 : size == 127 ? 10 : 2;
}

static void begin_frame(struct phone *phone)
{
    phone->opcode = phone->head[0] & 0x0f;
    phone->last = phone->head[0] & 0x80;
    phone->left = phone->head[1] & 0x7f;
    if (phone->left > SHORT) {
        phone->left = 0;
        for (size_t i = 2; i < head_size(phone); i++)
            phone->left = phone->left << 8 | phone->head[i];
    }
    if (phone->opcode < CLOSE)
        phone->size += phone->left;
}

/* Read on in the answer to the handshake; return how much of it there was. */
static size_t handshake(struct phone *phone, const uint8_t *data, size_t size)
{
    static const char end[] = "\r\n\r\n";
    size_t used = 0;
    while (used < size && phone->ending < 4) {
        uint8_t byte = data[used++];
        if (phone->has < 12)
            phone->head[phone->has++] = byte;
        phone->ending = byte == end[phone->ending] ? phone->ending + 1 : byte == '\r';
    }
    if (phone->ending == 4) {
        if (memcmp(phone->head, "HTTP/1.1 101", 12))
            fail("the handshake was answered with %.12s", phone->head);
        phone->has = 0;
        phone->step = GREETED;
        if (greeting == HELLO)
            say_text(phone, "{\"hello\":1,\"last\":0}");
        else if (greeting == NONE)
            is_open(phone);
    }
    return used;
}

/* Take bytes as they came, at a moment. */
static void take(struct phone *phone, const uint8_t *data, size_t size, double at)
{
    while (size) {
        size_t used;
        if (phone->step == ASKING) {
            used = handshake(phone, data, size);
        } else if (phone->has < 2 || phone->has < head_size(phone)) {
            used = 1;
            phone->head[phone->has++] = *data;
            if (phone->has >= 2 && phone->has == head_size(phone)) {
                begin_frame(phone);
                if (!phone->left)
                    frame(phone, at);
            }
        } else {
            used = size < phone->left ? size : phone->left;
            size_t keep = sizeof phone->kept - phone->keeps;
            keep = keep < used ? keep : used;
            memcpy(phone->kept + phone->keeps, data, keep);
            phone->keeps += keep;
            phone->left -= used;
            if (!phone->left)
                frame(phone, at);
        }
        data += used;
        size -= used;
    }
}
