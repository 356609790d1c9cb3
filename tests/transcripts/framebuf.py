# A picture in memory is drawn on, in places of it and beyond.
import framebuf

WIDTH = 37
HEIGHT = 21
STRIDE = 40
ROWS = 3
SIZE = STRIDE * ROWS
seed = 7


def random(least, most):
    global seed
    seed = (seed * 16807) % 2147483647
    return least + (seed >> 8) % (most - least + 1)


def new(width=WIDTH, height=HEIGHT, stride=STRIDE):
    buffer = bytearray(stride * ((height + 7) // 8))
    return buffer, framebuf.FrameBuffer(buffer, width, height, framebuf.MONO_VLSB, stride)


def digest(buffer):
    a = 0
    for byte in buffer:
        a = (a * 31 + byte) % 1000003
    return a


def show(frame):
    for y in range(HEIGHT):
        print("".join("#" if frame.pixel(x, y) else "." for x in range(WIDTH)))


buffer, frame = new()
other_buffer, other = new(9, 11, 9)
palette_buffer, palette = new(2, 1, 2)


def x():
    return random(-8, WIDTH + 8)


def y():
    return random(-8, HEIGHT + 8)


def size():
    return random(-3, 25)


def draw():
    what = random(0, 9)
    if what == 0:
        if random(0, 9) == 0:
            frame.fill(random(0, 1))
    elif what == 1:
        frame.pixel(x(), y(), random(0, 2))
    elif what == 2:
        frame.hline(x(), y(), size(), random(0, 1))
    elif what == 3:
        frame.vline(x(), y(), size(), random(0, 1))
    elif what == 4:
        frame.rect(x(), y(), size(), size(), random(0, 1))
    elif what == 5:
        frame.rect(x(), y(), size(), size(), random(0, 1), True)
    elif what == 6:
        frame.line(x(), y(), x(), y(), random(0, 1))
    elif what == 7:
        frame.scroll(random(-9, 9), random(-9, 9))
    elif what == 8:
        other.line(random(-3, 12), random(-3, 12), random(-3, 12), random(-3, 12), random(0, 1))
        frame.blit(other, x(), y(), random(-1, 1))
    else:
        palette.pixel(0, 0, random(0, 1))
        palette.pixel(1, 0, random(0, 1))
        frame.blit(other, x(), y(), random(-1, 1), palette)
    return what


for i in range(1500):
    what = draw()
    print(i, what, digest(buffer))
    if i % 300 == 299:
        show(frame)

print(frame.pixel(-1, 0), frame.pixel(0, HEIGHT), frame.pixel(WIDTH, 0))
for step in ((50, 0), (0, 50), (-50, 0), (0, -50), (0, 0), (WIDTH, 1), (1, -HEIGHT)):
    frame.scroll(step[0], step[1])
    print("scroll", digest(buffer))


# Text: wherever it is, it is its characters one by one, as they are in the upper left corner.
def text_by_hand(target, codes, left, top, c):
    for code in codes:
        _, cell = new(8, 8, 8)
        cell.text(chr(code), 0, 0)
        for row in range(8):
            for column in range(8):
                if cell.pixel(column, row):
                    target.pixel(left + column, top + row, c)
        left += 8


def same_text(s, codes, left, top, c, background):
    a_buffer, a = new()
    b_buffer, b = new()
    a.fill(background)
    b.fill(background)
    a.text(s, left, top, c)
    text_by_hand(b, codes, left, top, c)
    return a_buffer == b_buffer and (c == background or any(p != 255 * background for p in a_buffer))


print(same_text("Hi!", b"Hi!", 3, 5, 1, 0))
print(same_text("Hi!", b"Hi!", 3, 5, 0, 1))
print(same_text("clipped", b"clipped", -5, -3, 1, 0))
print(same_text("right", b"right", 20, 15, 1, 0))
print(same_text("\x01\n\x7f", b"\x7f\x7f\x7f", 0, 0, 1, 0))
print(same_text("\u00e9A", b"\x7f\x7fA", 0, 0, 1, 0))
print(same_text("", b"", 0, 0, 0, 0))
_, cell = new(8, 8, 8)
cell.text("A", 0, 0)
print(cell.pixel(0, 7), cell.pixel(7, 0))

for width, height, stride, length in (
    (8, 8, 8, 7),
    (8, 9, 8, 15),
    (8, 9, 8, 16),
    (8, 9, 12, 20),
    (8, 9, 12, 19),
    (0, 8, 8, 8),
    (8, 0, 8, 8),
    (8, 8, 7, 8),
    (-1, 8, 8, 8),
):
    try:
        framebuf.FrameBuffer(bytearray(length), width, height, framebuf.MONO_VLSB, stride)
        print("made")
    except ValueError:
        print("refused")
