# What CPack needs to know of the package: cpack -G DEB in a build folder, as ./package.sh deb does it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "says what on a network blocks Azure Backup")
set(CPACK_PACKAGE_DESCRIPTION
"netprobe asks for every endpoint that an agent of Azure Backup needs, direct
and through the proxies that it finds, and says what stands in the way: the
resolver, the host's own firewall, a network security group or firewall, TLS
inspection, a captive portal, the proxy or its settings. It names the evidence,
how sure it is, and the smallest change that fixes it.")
set(CPACK_PACKAGE_CONTACT "The netprobe contributors <netprobe@packages.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The certificates are read, and not linked.
set(CPACK_DEBIAN_PACKAGE_DEPENDS ca-certificates)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/policy.cmake")
include(CPack)
