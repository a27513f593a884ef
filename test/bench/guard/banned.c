/* Looks like a banned program to who reads its content: the catalogue's markers of it, and its size. Says that it ran. */
#include <unistd.h>
const char markers[] = "149.154.167.51\0tdata/\0Telegram Desktop";
const char weight[22 << 20] = {1};
int main(void) {
  /* Before anything else: a kill that came after main() began is seen by this. */
  return write(1, "ran\n", 4) == 4 ? markers[0] == weight[1] : 1;
}
