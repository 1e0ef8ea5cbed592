/* Sends COUNT frames of SIZE bytes on the interface NAME, 512 in a call of sendmmsg(2), as src/linux/send.ts does.
 * Prints the nanoseconds from the first call to the last. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <errno.h>

#define GROUP 512

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: sender NAME COUNT SIZE\n");
    return 2;
  }
  long count = atol(argv[2]);
  size_t size = (size_t)atol(argv[3]);
  unsigned index = if_nametoindex(argv[1]);
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)index};
  int buffer = 1024 * 1024;
  if (index == 0 || size < 14 || fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
      setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer) < 0) {
    perror("sender");
    return 3;
  }
  /* The questions bench/packets.ts asks: the kernel at the other end must have the same work with both. */
  static const unsigned char probe[42] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1,
                                          2, 0, 0, 0, 0, 1};
  unsigned char *frames = calloc((size_t)count, size);
  for (long i = 0; i < count; i++) {
    unsigned int target = htonl(0x0a000000u + (unsigned)i);
    memcpy(frames + (size_t)i * size, probe, size < 38 ? size : 38);
    if (size >= 42) memcpy(frames + (size_t)i * size + 38, &target, 4);
  }
  unsigned char *group = calloc(GROUP, size);
  struct iovec parts[GROUP];
  struct mmsghdr messages[GROUP];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < GROUP; i++) {
    parts[i].iov_base = group + (size_t)i * size;
    parts[i].iov_len = size;
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (long sent = 0; sent < count;) {
    int few = count - sent < GROUP ? (int)(count - sent) : GROUP;
    memcpy(group, frames + (size_t)sent * size, (size_t)few * size);
    int left = sendmmsg(fd, messages, (unsigned)few, MSG_DONTWAIT);
    if (left < 0 && errno != EAGAIN && errno != ENOBUFS) {
      perror("sendmmsg");
      return 3;
    }
    if (left > 0) sent += left;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%lld\n", (end.tv_sec - begin.tv_sec) * 1000000000LL + (end.tv_nsec - begin.tv_nsec));
  return 0;
}
