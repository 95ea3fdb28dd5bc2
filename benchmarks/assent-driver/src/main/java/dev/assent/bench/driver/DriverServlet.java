package dev.assent.bench.driver;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.bench.Child;
import dev.assent.bench.Order;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code POST /bench} with an {@link Order} runs the window and answers what came of it. */
@WebServlet("/bench")
public class DriverServlet extends HttpServlet {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Inject private AssentSubject subject;
  @Resource private ManagedThreadFactory threads;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Order order = MAPPER.readValue(request.getInputStream(), Order.class);
    response.setContentType("application/json");
    response.getWriter().print(Child.answer(subject, order, threads).toJson());
  }
}
