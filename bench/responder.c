/* Answers every who-has for 10.9.0.0/16 on the interface NAME by unicast with its MAC, one recv(2) and one send(2) each:
 * the least a program can do, so what it takes is what the machine takes at the moment. */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: responder NAME\n");
    return 2;
  }
  int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ARP));
  struct sockaddr_ll address = {
      .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP), .sll_ifindex = (int)if_nametoindex(argv[1])};
  struct ifreq wish = {0};
  strncpy(wish.ifr_name, argv[1], IFNAMSIZ - 1);
  int buffer = 8 * 1024 * 1024;
  if (fd < 0 || address.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
      ioctl(fd, SIOCGIFHWADDR, &wish) < 0 ||
      setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) < 0) {
    perror("responder");
    return 3;
  }
  unsigned char frame[128];
  for (;;) {
    ssize_t length = recv(fd, frame, sizeof frame, 0);
    if (length < 42 || frame[20] != 0 || frame[21] != 1 || frame[38] != 10 || frame[39] != 9) continue;
    unsigned char target[4];
    memcpy(target, frame + 38, 4);
    memcpy(frame, frame + 22, 6);
    memcpy(frame + 6, wish.ifr_hwaddr.sa_data, 6);
    frame[21] = 2;
    memcpy(frame + 32, frame + 22, 10);
    memcpy(frame + 22, wish.ifr_hwaddr.sa_data, 6);
    memcpy(frame + 28, target, 4);
    send(fd, frame, 42, 0);
  }
}
