package dev.assent.bench.flowable;

import dev.assent.bench.Bpmn;
import dev.assent.bench.Workload;
import java.util.List;
import java.util.Map;
import org.flowable.engine.RepositoryService;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Flowable over HTTP. Everybody has to log in with Basic credentials, whose check costs nothing:
 * the passwords are in memory as they are.
 */
@SpringBootApplication
public class FlowableRest {

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(FlowableRest.class);
    application.setDefaultProperties(
        Map.of(
            "server.address", "127.0.0.1",
            "spring.datasource.url", System.getProperty("bench.url"),
            "spring.datasource.username", System.getProperty("bench.user"),
            "spring.datasource.hikari.maximum-pool-size", System.getProperty("bench.pool", "30"),
            // Tomcat would close each connection after 100 requests
            "server.tomcat.max-keep-alive-requests", "-1",
            "flowable.history-level", "audit",
            "flowable.async-executor-activate", "false",
            "flowable.check-process-definitions", "false"));
    application.run(arguments);
  }

  @Bean
  CommandLineRunner deployment(RepositoryService repository) {
    return arguments -> {
      for (Workload workload :
          List.of(Workload.W1, Workload.W2, Workload.W3, Workload.W4, Workload.W5)) {
        repository
            .createDeployment()
            .addString(Bpmn.resource(workload), Bpmn.document(workload, FlowableEmbedded.NAMESPACE))
            .deploy();
      }
    };
  }

  @Bean
  UserDetailsService users() {
    return new InMemoryUserDetailsManager(
        User.withUsername(Workload.APPROVER).password("secret").roles("USER").build());
  }

  /**
   * Without one of its own Spring Security takes {@code {noop}} for outdated, and keeps the
   * password as a bcrypt hash after the first login: a tenth of a second of a processor for each
   * request from then on.
   */
  @Bean
  @SuppressWarnings("deprecation") // meant for tests, as this is
  PasswordEncoder passwords() {
    return NoOpPasswordEncoder.getInstance();
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http) throws Exception {
    return http.csrf(csrf -> csrf.disable())
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults())
        .build();
  }
}
