# What Debian's policy wants otherwise than `cmake --install` leaves it: compressed, and under other names.
set(share "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share")
set(doc "${share}/doc/netprobe")

function(compress file)
  execute_process(COMMAND gzip -9n "${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(READ "${doc}/LICENSE" licence)
file(WRITE "${doc}/copyright" "netprobe\n\n${licence}")
file(REMOVE "${doc}/LICENSE")

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH where it is set
file(WRITE "${doc}/changelog" "netprobe (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * CHANGELOG.md, beside this file, has what changed.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
compress("${doc}/changelog")
compress("${share}/man/man1/netprobe.1")
